# Only the work folder may hold programs.
for folder in /tmp /dev/shm /dev/mqueue; do
  cp /usr/bin/true $folder/true 2>/dev/null
  $folder/true 2>/dev/null && echo "ran in $folder"
  /lib64/ld-linux-x86-64.so.2 $folder/true 2>/dev/null && echo "loaded in $folder"
done
cp /usr/bin/true /work/true && /work/true && echo "ran in /work"
