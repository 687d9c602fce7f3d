echo '2^100' | bc
echo '6 7 * p' | dc
echo '{"a": [1, 2]}' | jq -c '.a[1]'
printf 'Hi' | xxd
printf 'a bb\nccc d\n' | column -t
printf 'all:\n\t@echo made\n' > Makefile && make -s
printf 'text\n' > note.txt && file -b note.txt && zip -q note.zip note.txt && unzip -p note.zip
for tool in awk sed grep sort tr cut tee xargs perl python3 tree less tar gzip od hexdump ps top seq shuf factor rev tac paste comm join diff patch find; do
  type "$tool" > /dev/null || echo "$tool is missing"
done
