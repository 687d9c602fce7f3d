echo 'Grüße, 世界 🌍'
print (slurp)
