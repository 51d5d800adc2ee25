/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "option_table.h"

#include "sgdscope/base/number.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/term/output.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Which of the words "a|b|c" of that option's argument the text is. */
static struct status find_choice(const char *option, const char *text, int *index)
{
    const char *const choices = option_find(option)->argument;
    const size_t length = strlen(text);
    int i = 0;
    for (const char *word = choices; word != NULL; i++) {
        const size_t end = strcspn(word, "|");
        if (end == length && strncmp(word, text, length) == 0) {
            *index = i;
            return status_ok();
        }
        word = word[end] == '|' ? word + end + 1 : NULL;
    }
    return status_error(STATUS_INPUT, "'%.60s' is none of %s", text, choices);
}

static struct status set_format(struct options *o, const char *text)
{
    int i = 0;
    STATUS_TRY(find_choice("format", text, &i));
    o->format = (enum format)i;
    return status_ok();
}

static struct status set_in(struct options *o, const char *text)
{
    int i = 0;
    STATUS_TRY(find_choice("in", text, &i));
    o->in_eigen = i == 1;
    return status_ok();
}

static struct status set_against(struct options *o, const char *text)
{
    int i = 0;
    for (; i < THEORY_COUNT && strcmp(text, theory_table[i].name) != 0; i++)
        continue;
    if (i == THEORY_COUNT)
        return find_choice("against", text, &i); /* which says what there is */
    o->against = (enum theory_kind)i;
    return status_ok();
}

static struct status set_theme(struct options *o, const char *text)
{
    int i = 0;
    STATUS_TRY(find_choice("theme", text, &i));
    o->theme = i == 0 ? THEME_DARK : THEME_LIGHT;
    return status_ok();
}

static struct status set_ascii(struct options *o, const char *text)
{
    (void)text;
    o->experiment.show.marks = MARKS_ASCII;
    return status_ok();
}

static struct status set_whole(const char *text, int least, int most, int *out)
{
    double v = 0;
    STATUS_TRY(number_parse_quotient(text, &v));
    if (v != floor(v) || v < least || v > most)
        return status_error(STATUS_INPUT, "'%.60s' is not a whole number from %d to %d", text,
                            least, most);
    *out = (int)v;
    return status_ok();
}

static struct status set_threads(struct options *o, const char *text)
{
    return set_whole(text, 1, 256, &o->threads);
}

static struct status set_fps(struct options *o, const char *text)
{
    return set_whole(text, 1, 240, &o->fps);
}

static struct status set_max_rate(struct options *o, const char *text)
{
    return output_rate_parse(text, &o->max_rate);
}

static struct status set_z_limit(struct options *o, const char *text)
{
    double v = 0;
    STATUS_TRY(number_parse_quotient(text, &v));
    if (!(v > 0) || v > 30)
        return status_error(STATUS_INPUT, "'%.60s' must be above 0 and at most 30", text);
    o->z_limit = v;
    return status_ok();
}

/* WxH */
static struct status set_size(struct options *o, const char *text)
{
    enum { LEAST = 20, MOST = 2000 };
    char first[24];
    const char *by = strchr(text, 'x');
    if (by == NULL)
        return status_error(STATUS_INPUT, "'%.60s' is not WxH, as 432x324", text);
    (void)snprintf(first, sizeof first, "%.*s", (int)(by - text), text);
    STATUS_TRY(set_whole(first, LEAST, MOST, &o->size[0]));
    return set_whole(by + 1, LEAST, MOST, &o->size[1]);
}

static struct status set_over(struct options *o, const char *text)
{
    return grid_add(&o->grid, text);
}

/* I/N */
static struct status set_shard(struct options *o, const char *text)
{
    enum { SHARDS_MAX = 10000000 };
    char first[24];
    int i = 0, n = 0;
    const char *slash = strchr(text, '/');
    if (slash == NULL)
        return status_error(STATUS_INPUT, "'%.60s' is not I/N", text);
    (void)snprintf(first, sizeof first, "%.*s", (int)(slash - text), text);
    STATUS_TRY(set_whole(slash + 1, 1, SHARDS_MAX, &n));
    STATUS_TRY(set_whole(first, 1, n, &i));
    o->shard = (size_t)i;
    o->shards = (size_t)n;
    return status_ok();
}

#define AT(member) offsetof(struct options, member)

const struct option option_table[] = {
    {"over", "NAME=VALUES",
     "a parameter to sweep: FROM:TO:COUNT[:log] of a number, WORD,WORD,... of a choice; "
     "one or two, the last varies fastest",
     FOR_SWEEP, set_over, 0},
    {"theory-only", NULL, "no simulation", FOR_SWEEP, NULL, AT(theory_only)},
    {"shard", "I/N", "only every N-th point, from the I-th on", FOR_SWEEP, set_shard, 0},
    {"save-hessian", "FILE.npy", "write the estimated Hessian", FOR_FIT, NULL, AT(save_hessian)},
    {"save-noise", "FILE.npy", "write the estimated noise covariance", FOR_FIT, NULL,
     AT(save_noise)},
    {"format", "text|json|csv", "how to write the result", FOR_RESULTS, set_format, 0},
    {"notes", NULL, "print the whole tour as a handout in Markdown", FOR_TOUR, NULL, AT(notes)},
    {"output", "FILE",
     "write it to a file; the ending gives the format; of tour: pictures, a folder",
     FOR_RESULTS | FOR_RUN | FOR_TOUR, NULL, AT(output)},
    {"threads", "N", "threads that simulate (default: every processor)",
     FOR_CHECK | FOR_SWEEP | FOR_FIGURE | FOR_RUN | FOR_TOUR, set_threads, 0},
    {"quiet", NULL, "print nothing but errors; sweep prints only the table", FOR_RESULTS, NULL,
     AT(quiet)},
    {"in", "w|eigen", "coordinates of the matrices: w's, or K's eigenvectors, the sharpest first",
     FOR_THEORY | FOR_CHECK, set_in, 0},
    {"against", "discrete|constant|paper|continuous", "the theory to check", FOR_CHECK | FOR_SWEEP,
     set_against, 0},
    {"z-limit", "Z", "standard errors allowed (default 5); of fit: beside K and C that are given",
     FOR_CHECK | FOR_SWEEP | FOR_FIGURE | FOR_FIT, set_z_limit, 0},
    {"record", "FILE.cast", "record the session in asciicast v2, which asciinema plays",
     FOR_RUN | FOR_TOUR, NULL, AT(record)},
    {"ascii", NULL, "draw with ASCII characters only", FOR_RUN | FOR_TOUR | FOR_FIGURE, set_ascii,
     0},
    {"no-color", NULL, "no colours (the variable NO_COLOR does the same)", FOR_RUN | FOR_TOUR, NULL,
     AT(no_color)},
    {"theme", "dark|light", "colours for a dark or a light background",
     FOR_RUN | FOR_TOUR | FOR_FIGURE | FOR_FIT | FOR_SETTINGS, set_theme, 0},
    {"fps", "N", "maximum frames per second; key presses are always drawn (default 60)",
     FOR_RUN | FOR_TOUR | FOR_SETTINGS, set_fps, 0},
    {"max-rate", "BYTES", "limit output to BYTES per second (2000 usable, 10000 comfortable)",
     FOR_RUN | FOR_TOUR | FOR_SETTINGS, set_max_rate, 0},
    {"size", "WxH",
     "width and height, of a picture in points of 1/72 inch (432x324), of text in characters",
     FOR_RUN | FOR_TOUR | FOR_FIGURE | FOR_FIT, set_size, 0},
    {"no-title", NULL, "without the title", FOR_RUN | FOR_TOUR | FOR_FIGURE | FOR_FIT, NULL,
     AT(no_title)},
    {"no-caption", NULL, "without the caption", FOR_RUN | FOR_TOUR | FOR_FIGURE | FOR_FIT, NULL,
     AT(no_caption)},
    {"help", NULL, "this text", FOR_ALL, NULL, AT(help)},
};

const size_t option_count = sizeof option_table / sizeof *option_table;

/* Of FILE.npy and FILE.cast: what is written is the same whatever the name, so the name must not
 * say anything else. What follows the dot of K-0.9 is no ending. */
static struct status check_ending(const struct option *e, const char *name)
{
    const char *const wanted = e->argument != NULL ? strchr(e->argument, '.') : NULL;
    const char *const dot = wanted != NULL ? strrchr(name, '.') : NULL;
    if (dot == NULL || dot == name || dot[-1] == '/' || !isalpha((unsigned char)dot[1]) ||
        strchr(dot, '/') != NULL || strcmp(dot, wanted) == 0)
        return status_ok();
    return status_file(STATUS_INPUT, name, 0, "the name must end in %s, or have no ending", wanted);
}

struct status option_set(const struct option *e, struct options *o, const char *text)
{
    if (e->set != NULL)
        return e->set(o, text);
    STATUS_TRY(check_ending(e, text));
    char *member = (char *)o + e->member;
    if (e->argument != NULL)
        *(const char **)(void *)member = text;
    else
        *(bool *)member = true;
    return status_ok();
}

int parameter_commands(const struct parameter *p)
{
    return p->of_show ? FOR_RUN | FOR_TOUR : FOR_EXPERIMENTS;
}

const struct option *option_find(const char *name)
{
    for (size_t i = 0; i < option_count; i++)
        if (strcmp(name, option_table[i].name) == 0)
            return &option_table[i];
    return NULL;
}

static const struct ending ending_table[] = {
    {".txt", FOR_RESULTS | FOR_RUN, FORMAT_TEXT},
    {".json", FOR_RESULTS, FORMAT_JSON},
    {".csv", FOR_RESULTS, FORMAT_CSV},
    {".svg", FOR_RUN | FOR_FIGURE | FOR_FIT, FORMAT_PICTURE},
    {".png", FOR_RUN | FOR_FIGURE | FOR_FIT, FORMAT_PICTURE},
    {".pdf", FOR_RUN | FOR_FIGURE | FOR_FIT, FORMAT_PICTURE},
};

enum { ENDINGS = sizeof ending_table / sizeof *ending_table };

const struct ending *ending_find(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; i < ENDINGS && dot != NULL; i++)
        if (strcmp(dot, ending_table[i].ending) == 0)
            return &ending_table[i];
    return NULL;
}

const char *append_word(char *text, size_t size, const char *between, const char *word)
{
    const size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s%s", used > 0 ? between : "", word);
    return text;
}

const char *ending_list(int command, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < ENDINGS; i++)
        if (ending_table[i].commands & command &&
            (ending_table[i].format != FORMAT_PICTURE || picture_support().code == STATUS_OK))
            (void)append_word(text, size, ", ", ending_table[i].ending);
    return text;
}

const char *option_initial(const struct option *e, int commands, char *text, size_t size)
{
    return strcmp(e->name, "output") == 0 ? ending_list(commands, text, size) : NULL;
}
