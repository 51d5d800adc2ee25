#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# in_empty_root.sh ARG...: the program root/sgdscope beside this script, for which root/ is the whole disk.
root=$(dirname "$0")/root
unset SGDSCOPE_DATADIR
if [ "$(id -u)" = 0 ]; then
    exec chroot "$root" /sgdscope "$@"
fi
exec unshare -r chroot "$root" /sgdscope "$@"
