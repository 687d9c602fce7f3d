say "before"
exit 7
