print "Grüße, 世界 🌍\n";
print while <STDIN>;
