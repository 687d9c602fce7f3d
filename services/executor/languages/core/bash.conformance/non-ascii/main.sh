echo 'Grüße, 世界 🌍'
while IFS= read -r line; do printf '%s\n' "$line"; done
