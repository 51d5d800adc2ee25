/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal_private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct key_name {
    const char *name;
    VTermKey key;
} key_names[] = {
    {"Up", VTERM_KEY_UP},         {"Down", VTERM_KEY_DOWN},           {"Left", VTERM_KEY_LEFT},
    {"Right", VTERM_KEY_RIGHT},   {"Home", VTERM_KEY_HOME},           {"End", VTERM_KEY_END},
    {"PageUp", VTERM_KEY_PAGEUP}, {"PageDown", VTERM_KEY_PAGEDOWN},   {"Insert", VTERM_KEY_INS},
    {"Delete", VTERM_KEY_DEL},    {"Enter", VTERM_KEY_ENTER},         {"Escape", VTERM_KEY_ESCAPE},
    {"Tab", VTERM_KEY_TAB},       {"Backspace", VTERM_KEY_BACKSPACE},
};

static VTermKey key_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
        if (strcmp(name, key_names[i].name) == 0)
            return key_names[i].key;
    return VTERM_KEY_NONE;
}

/* S- or C- before a name. */
static const char *skip_modifier(const char *name, VTermModifier *modifier)
{
    bool has_one = (name[0] == 'S' || name[0] == 'C') && name[1] == '-' && name[2] != '\0';
    *modifier = !has_one ? VTERM_MOD_NONE : name[0] == 'S' ? VTERM_MOD_SHIFT : VTERM_MOD_CTRL;
    return has_one ? name + 2 : name;
}

/* The length of the only character in a name, 0 where there are more or none. */
static size_t single_character(const char *name)
{
    size_t n = name[0] != '\0' ? 1 : 0;
    while (((unsigned char)name[n] & 0xc0) == 0x80)
        n++;
    return name[n] == '\0' ? n : 0;
}

/* xterm's control characters; libvterm would send C-i, C-j, C-m and C-[ in a form of its own. */
static bool type_character(struct terminal *t, const char *name, VTermModifier modifier)
{
    const char *character = strcmp(name, "Space") == 0 ? " " : name;
    size_t length = single_character(character);
    char control = (char)(character[0] & 0x1f);
    if (length == 0)
        return false;
    if (modifier == VTERM_MOD_CTRL)
        terminal_enqueue(t, &control, 1);
    else
        terminal_enqueue(t, character, length);
    return true;
}

/* Bytes that the program has not read. */
static int unread(const struct terminal *t)
{
    int count = 0, fd = open(ptsname(t->master), O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    (void)ioctl(fd, FIONREAD, &count);
    (void)close(fd);
    return count;
}

/* As slowly as a person types: what follows Escape at once is a key with Alt. The program waits the
 * longer for it, the later the terminal's answers come. */
static void rest_after_escape(struct terminal *t)
{
    enum { REST_MS = 60 };
    int64_t deadline = terminal_deadline(REST_MS * 100);
    while (t->master >= 0 && unread(t) > 0 && terminal_ms_until(deadline) > 0)
        terminal_step(t, 1);
    (void)terminal_pump(t, REST_MS * terminal_slowness());
}

bool terminal_key(struct terminal *t, const char *name)
{
    VTermModifier modifier = VTERM_MOD_NONE;
    const char *bare = skip_modifier(name, &modifier);
    VTermKey key = key_by_name(bare);
    /* A change of the cursor-key mode may be on its way. */
    while (terminal_step(t, 0) == TERMINAL_CHUNK)
        ;
    if (key != VTERM_KEY_NONE)
        vterm_keyboard_key(t->vt, key, modifier);
    else if (!type_character(t, bare, modifier))
        return false;
    if (!terminal_flush(t))
        return false;
    if (key == VTERM_KEY_ESCAPE)
        rest_after_escape(t);
    return true;
}
