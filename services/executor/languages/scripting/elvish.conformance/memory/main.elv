use str
var block = (str:repeat x 67108864)
echo (count $block)
