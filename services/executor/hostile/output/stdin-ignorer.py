import time
time.sleep(0.2)
print("not listening")
