block=x
i=0
while [ $i -lt 26 ]; do
    block=$block$block
    i=$((i + 1))
done
echo ${#block}
