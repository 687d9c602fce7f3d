import Glibc

print("before")
fflush(stdout)
print(CommandLine.arguments[7])
