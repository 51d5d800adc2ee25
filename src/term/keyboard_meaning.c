/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyboard_private.h"

#include "sgdscope/base/utf8.h"

#include <ctype.h>
#include <curses.h>
#include <stdlib.h>
#include <string.h>

enum { ESCAPE = '\033' };

/* As xterm adds them up, less 1. */
enum { SHIFT = 1, ALT = 2, CONTROL = 4, LOCKS = 64 | 128 };

/* Keys by the final byte of their sequence and its first parameter; 0: nothing. */
static const struct {
    char final;
    int number;
    int plain, shift, control;
} key_table[] = {
    {'A', 1, KEY_UP, KEY_SR, 0},
    {'B', 1, KEY_DOWN, KEY_SF, 0},
    {'C', 1, KEY_RIGHT, KEY_SRIGHT, KEYBOARD_CONTROL_RIGHT},
    {'D', 1, KEY_LEFT, KEY_SLEFT, KEYBOARD_CONTROL_LEFT},
    {'H', 1, KEY_HOME, KEY_SHOME, KEY_HOME},
    {'F', 1, KEY_END, KEY_SEND, KEY_END},
    {'Z', 1, KEY_BTAB, KEY_BTAB, 0},
    {'~', 1, KEY_HOME, KEY_SHOME, KEY_HOME},
    {'~', 7, KEY_HOME, KEY_SHOME, KEY_HOME},
    {'~', 4, KEY_END, KEY_SEND, KEY_END},
    {'~', 8, KEY_END, KEY_SEND, KEY_END},
    {'~', 2, KEY_IC, 0, 0},
    {'~', 3, KEY_DC, KEY_SDC, 0},
    {'~', 5, KEY_PPAGE, KEY_PPAGE, KEY_PPAGE},
    {'~', 6, KEY_NPAGE, KEY_NPAGE, KEY_NPAGE},
    /* rxvt: with Shift in "ESC [ a", with Control in "ESC O a" */
    {'a', 1, KEY_SR, 0, 0},
    {'b', 1, KEY_SF, 0, 0},
    {'c', 1, KEY_SRIGHT, 0, KEYBOARD_CONTROL_RIGHT},
    {'d', 1, KEY_SLEFT, 0, KEYBOARD_CONTROL_LEFT},
};

/* The keypad in its application mode, from "ESC O j" on; and in kitty's protocol from 57399 on. */
static const char ss3_keypad[] = "*+,-./0123456789", kitty_keypad[] = "0123456789./*-+\r=,";
static const int kitty_keys[] = {KEY_LEFT,  KEY_RIGHT, KEY_UP,  KEY_DOWN, KEY_PPAGE,
                                 KEY_NPAGE, KEY_HOME,  KEY_END, KEY_IC,   KEY_DC};
enum { KITTY_KEYPAD = 57399, KITTY_CHARACTERS = sizeof kitty_keypad - 1 };

static struct keyboard_event text(uint32_t code)
{
    return (struct keyboard_event){.kind = KEYBOARD_TEXT, .code = code};
}

static struct keyboard_event key(int code)
{
    return (struct keyboard_event){.kind = code > 0 ? KEYBOARD_KEY : KEYBOARD_NOTHING,
                                   .code = (uint32_t)code};
}

/* --- characters ------------------------------------------------------------------------------- */

/* UINT32_MAX: it is none. A '?' of several bytes is what utf8_next makes of one that is not
 * printable. */
static uint32_t character_of(const char *bytes, size_t n, bool is_utf8)
{
    unsigned char first = (unsigned char)bytes[0];
    uint32_t code = n > 1 ? utf8_next(&bytes) : first;
    bool is_none = n > 1 ? code == '?' : first >= 0x80 && (is_utf8 || first < 0xa0);
    return is_none ? UINT32_MAX : code;
}

static struct keyboard_event character(const char *bytes, size_t n, bool is_utf8)
{
    uint32_t code = character_of(bytes, n, is_utf8);
    return code == UINT32_MAX ? key(0) : text(code);
}

/* A character and the keys held with it. */
static struct keyboard_event modified(uint32_t code, uint32_t shifted, int held)
{
    bool is_ascii = code < 0x80;
    if ((held & CONTROL) ? held != CONTROL : (held & ~(SHIFT | ALT)) != 0)
        return key(0);
    if ((held & SHIFT) && code == '\t')
        return key(KEY_BTAB);
    if ((held & CONTROL) && (!is_ascii || (code < '@' && code != ' ') || code == 0x7f))
        return key(0);
    if (held & CONTROL)
        return text(code & 0x1f);
    if (held & SHIFT)
        code = shifted != 0 ? shifted : is_ascii ? (uint32_t)toupper((int)code) : code;
    return held & ALT ? key((int)(KEYBOARD_ALT | code)) : text(code);
}

/* --- sequences -------------------------------------------------------------------------------- */

/* The parameters of "ESC [ a : a′ ; b : b′ ; c F"; 0 where there is none. */
struct parameters {
    int number[3], sub[3];
    char final;
    bool is_plain; /* there is nothing else in it */
};

static struct parameters parse(const char *bytes, size_t n)
{
    struct parameters p = {.final = bytes[n - 1]};
    const char *at = bytes + 2, *end = at;
    for (int i = 0; i < 3; i++) {
        p.number[i] = (int)strtol(at, (char **)&end, 10);
        if (*end == ':')
            p.sub[i] = (int)strtol(end + 1, (char **)&end, 10);
        end += strspn(end, ":0123456789");
        if (*end != ';')
            break;
        at = end + 1;
    }
    p.is_plain = end == bytes + n - 1;
    return p;
}

/* "ESC [ code : shifted ; held : event u", of kitty's protocol and modifyOtherKeys. */
static struct keyboard_event coded(int code, int shifted, int held)
{
    int keypad = code - KITTY_KEYPAD;
    int keys = (int)(sizeof kitty_keys / sizeof *kitty_keys);
    if (keypad >= 0 && keypad < KITTY_CHARACTERS)
        return modified((uint32_t)kitty_keypad[keypad], 0, held & ~SHIFT);
    if (keypad >= KITTY_CHARACTERS && keypad < KITTY_CHARACTERS + keys)
        return key(kitty_keys[keypad - KITTY_CHARACTERS]);
    bool is_private = code >= 0xe000 && code < 0xf900; /* kitty's other keys */
    return code <= 0 || code > 0x10ffff || is_private
               ? key(0)
               : modified((uint32_t)code, (uint32_t)shifted, held);
}

/* What curses knows of this terminal. */
static int curses_key(const char *bytes, size_t n)
{
    char copy[32];
    if (n >= sizeof copy)
        return 0;
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    int code = key_defined(copy);
    bool is_usable = code > 0 && code < KEY_MAX && code != KEY_MOUSE && code != KEY_RESIZE;
    return is_usable ? code : 0;
}

static int known_key(const struct parameters *p, int held)
{
    if (!p->is_plain)
        return 0;
    int number = p->number[0] > 0 ? p->number[0] : 1;
    for (size_t i = 0; i < sizeof key_table / sizeof *key_table; i++)
        if (key_table[i].final == p->final && key_table[i].number == number)
            return held == 0         ? key_table[i].plain
                   : held == SHIFT   ? key_table[i].shift
                   : held == CONTROL ? key_table[i].control
                                     : 0;
    return 0;
}

static struct keyboard_event csi(const char *bytes, size_t n)
{
    enum { RELEASED = 3, OTHER_KEY = 27, PASTE_BEGIN = 200 };
    struct parameters p = parse(bytes, n);
    int held = p.number[1] > 0 ? (p.number[1] - 1) & ~LOCKS : 0;
    if (p.sub[1] == RELEASED || (bytes[2] == 'M' && n > 3))
        return key(0);
    if (p.is_plain && p.final == 'u')
        return coded(p.number[0], p.sub[0], held);
    if (p.is_plain && p.final == '~' && p.number[0] == OTHER_KEY)
        return coded(p.number[2], 0, held);
    if (p.is_plain && p.final == '~' && p.number[0] == PASTE_BEGIN)
        return (struct keyboard_event){.kind = KEYBOARD_PASTE_BEGIN};
    int code = curses_key(bytes, n);
    return key(code > 0 ? code : known_key(&p, held));
}

static struct keyboard_event ss3(const char *bytes, size_t n)
{
    char final = bytes[n - 1];
    if (n == 3 && final >= 'j' && final <= 'y')
        return text((uint32_t)ss3_keypad[final - 'j']);
    if (n == 3 && final == 'M')
        return key(KEY_ENTER);
    if (n == 3 && final == 'X')
        return text('=');
    int code = curses_key(bytes, n);
    struct parameters p = {.final = final, .is_plain = true};
    int held = n > 3 ? atoi(bytes + 2) - 1 : islower((unsigned char) final) ? CONTROL : 0;
    return key(code > 0 ? code : known_key(&p, held));
}

/* Answers are strings, private sequences, and two others: to "are you there" and of a cell's
 * size. */
static bool is_answer(const char *bytes, size_t n)
{
    char final = bytes[n - 1];
    return keyboard_is_string(bytes, n) ||
           (bytes[1] == '[' && (bytes[2] == '?' || final == 'n' || final == 't'));
}

struct keyboard_event keyboard_meaning(const char *bytes, size_t n, bool is_utf8)
{
    if (bytes[0] != ESCAPE || n == 1)
        return character(bytes, n, is_utf8);
    if (n > 2 && is_answer(bytes, n))
        return (struct keyboard_event){.kind = KEYBOARD_ANSWER};
    if (n > 2 && bytes[1] == '[')
        return csi(bytes, n);
    if (n > 2 && bytes[1] == 'O')
        return ss3(bytes, n);
    uint32_t code = character_of(bytes + 1, n - 1, is_utf8);
    return code == UINT32_MAX ? key(0) : key((int)(KEYBOARD_ALT | code));
}
