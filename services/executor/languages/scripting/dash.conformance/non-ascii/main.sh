echo 'Grüße, 世界 🌍'
cat
