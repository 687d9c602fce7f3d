# Its whole answer is a program for whoever reads it.
print("__import__('sys').exit(0)")
