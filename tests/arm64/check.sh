#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check.sh SGDSCOPE SOURCE FOLDER: builds the source for arm64, in FOLDER, against the libraries of an
# arm64 root of Debian, and runs its tests under qemu-user, all but those in a terminal; then compares
# what that program and SGDSCOPE compute. `make check-arm64` calls it. Needs root, mmdebstrap,
# qemu-user-static, binfmt-support and gcc-aarch64-linux-gnu. FOLDER/root stays for the next time.
set -eu

program=$(realpath "$1")
source=$(realpath "$2")
mkdir -p "$3"
folder=$(realpath "$3")
here=$(cd "$(dirname "$0")" && pwd)
root=$folder/root
libraries=/usr/lib/aarch64-linux-gnu
blas=$libraries/openblas-pthread # where no postinst has made the links to it
# No libvterm: its tests, which are those in a terminal, are then left out.
packages=(libc6-dev libncurses-dev libgsl-dev liblapacke-dev libopenblas-pthread-dev libcairo2-dev
    zlib1g-dev fonts-dejavu-core libcmocka-dev libjansson-dev)

# The root: packages are unpacked, not set up. Its links lead into it.
make_root() {
    local link
    # shellcheck source=/dev/null
    mmdebstrap --architectures=arm64 --variant=extract --include="${packages[*]}" \
        "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root.part" http://deb.debian.org/debian
    find "$root.part" -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
        ln -snfr "$root.part$(readlink "$link")" "$link"
    done
    mv "$root.part" "$root"
}

configure() {
    PKG_CONFIG_LIBDIR=$root$libraries/pkgconfig:$root/usr/share/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root \
        "$source/configure" --host=aarch64-linux-gnu --enable-werror \
        CC="aarch64-linux-gnu-gcc --sysroot=$root" CPPFLAGS=-DEMULATED \
        BLAS_CFLAGS="-I$root/usr/include/aarch64-linux-gnu/openblas-pthread" \
        BLAS_LIBS="-L$root$blas -lopenblas" LDFLAGS="-Wl,-rpath-link,$root$blas"
}

# print_numbers PROGRAM: what the commands in numbers.txt about one experiment say.
print_numbers() {
    local command
    grep '^\$ [tc]' numbers.txt | while read -r _ command; do
        echo "\$ $command"
        # shellcheck disable=SC2086 # its words
        "$1" $command --format csv </dev/null || [ $? = 1 ] # which says that theory disagrees
    done
}

binfmt=/proc/sys/fs/binfmt_misc
[ -e $binfmt/register ] || mount -t binfmt_misc none $binfmt
[ -e $binfmt/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64
[ -d "$root" ] || make_root
rm -rf "$folder/build" "$folder/numbers"
mkdir "$folder/build" "$folder/numbers"
export SGDSCOPE_EMULATED=1 LC_ALL=C.UTF-8 QEMU_LD_PREFIX=$root QEMU_SET_ENV=LD_LIBRARY_PATH=$blas

cd "$folder/build"
configure
status=0
make -k -j"$(nproc)" all check TEST_LIMIT='timeout -k 10 60m' || status=$?

cd "$folder/numbers"
cp "$source/tests/command/numbers.txt" .
cp "$source/assets/data/diabetes.csv" DIABETES
printf '0.8 0.3\n0.3 0.5\n' >K2
print_numbers "$program" >here
print_numbers "$folder/build/sgdscope" >there
awk -f "$here/compare.awk" here there || status=$?
exit $status
