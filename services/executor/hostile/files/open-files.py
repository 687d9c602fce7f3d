import errno, os
count = 3
try:
    while True:
        os.open("/dev/null", os.O_RDONLY)
        count += 1
except OSError as error:
    print(count, error.errno == errno.EMFILE)
