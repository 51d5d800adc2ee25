/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the user's settings: lines are taken or refused with a good error, and a setting
 * that is kept there comes back beside the others. */
#include "target.h"

#include "sgdscope/io/settings_file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const fuzz_seeds = "tests/fuzz/settings_seeds/*";

struct taken {
    size_t count;
    bool has_marks;
};

static struct status take(void *context, const char *name, const char *value)
{
    struct taken *t = context;
    fuzz_demand(name[0] != '\0' && strchr(name, '\n') == NULL, "a setting has a name");
    t->count++;
    t->has_marks |= strcmp(name, "marks") == 0 && strcmp(value, "braille") == 0;
    return status_ok();
}

/* The settings are the target's file, by a link. */
static void begin(void)
{
    static int is_done;
    if (is_done)
        return;
    fuzz_enter_folder();
    is_done = mkdir(".config", 0700) == 0 && mkdir(".config/sgdscope", 0700) == 0 &&
              symlink(fuzz_path, ".config/sgdscope/config.ini") == 0;
    fuzz_demand(is_done, "a folder for settings");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct taken before = {0}, after = {0};
    begin();
    fuzz_put_file(data, size);
    struct status s = settings_file_read(take, &before);
    if (s.code != STATUS_OK)
        fuzz_check_refusal(&s);
    if (settings_file_set("marks", "braille").code == STATUS_OK) {
        (void)settings_file_read(take, &after);
        fuzz_demand(after.has_marks && after.count >= before.count, "the setting is kept");
    }
    return 0;
}
