printf -v block '%67108864s' ''
echo ${#block}
