/* Loaded into kiku (LD_PRELOAD): while the file READ_ONLY_SIGN is there, its database cannot be written, nor be
 * opened for writing, though it is open already. A kernel does this to a file system after an error of the disk; by
 * mount(8) it cannot be done while anybody has a file open for writing. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ours(const char *path) {
    const char *sign = getenv("READ_ONLY_SIGN");
    int ours = path && strstr(path, "kiku.db") && sign && access(sign, F_OK) == 0;
    errno = ours ? EROFS : errno;
    return ours;
}

static int open_file(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return ours(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITING(result, name, parameters, ...) \
    result name parameters { return open_file(file) ? -1 : REAL(name)(__VA_ARGS__); }

WRITING(ssize_t, write, (int file, const void *from, size_t count), file, from, count)
WRITING(ssize_t, pwrite, (int file, const void *from, size_t count, off_t at), file, from, count, at)
WRITING(ssize_t, pwrite64, (int file, const void *from, size_t count, off64_t at), file, from, count, at)
WRITING(int, ftruncate, (int file, off_t length), file, length)
WRITING(int, ftruncate64, (int file, off64_t length), file, length)

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = va_arg(rest, mode_t); \
        va_end(rest); \
        return (flags & (O_ACCMODE | O_CREAT)) && ours(path) ? -1 : REAL(name)(path, flags, mode); \
    }

OPENING(open)
OPENING(open64)

int unlink(const char *path) { return ours(path) ? -1 : REAL(unlink)(path); }
