say 'Grüße, 世界 🌍';
.say for lines;
