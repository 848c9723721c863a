#!/bin/busybox sh
# The first process of a machine: brings its devices up, says so, takes one function's files, and becomes the shell
# that its orders come to. Everything goes over one port: orders come in; lines of the function go out.
/bin/busybox mkdir -p /proc /sys /dev /tmp /function
/bin/busybox --install -s /bin
export PATH=/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm && mount -t tmpfs -o nosuid,nodev,mode=1777 shm /dev/shm
for module in $(cat /modules/order); do insmod /modules/$module; done
ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
if [ -b /dev/vda ]; then
  mke2fs /dev/vda >/dev/null 2>&1 && mount -t ext2 -o nosuid,nodev /dev/vda /tmp
fi
chmod 1777 /tmp
echo 0 > /proc/sys/kernel/printk
port=/dev/vport0p1
[ -c "$port" ] || port=/dev/ttyS0
exec 0<>"$port" 1>&0 2>&0
[ "$port" = /dev/ttyS0 ] && stty raw -echo
echo "hearth-ready $(cut -d' ' -f1 /proc/uptime)"
read -r blocks
# dd reads no byte more than it is told, so that what follows is left for the shell
dd bs=4096 count="$blocks" iflag=fullblock of=/tmp/code.tar 2>/dev/null
tar -x -f /tmp/code.tar -C /function
rm /tmp/code.tar
exec sh
