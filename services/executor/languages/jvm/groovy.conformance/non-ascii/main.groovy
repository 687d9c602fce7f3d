println 'Grüße, 世界 🌍'
System.in.eachLine { println it }
