print("Grüße, 世界 🌍")
while let line = readLine() {
    print(line)
}
