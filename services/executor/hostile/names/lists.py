import os
print(sorted(os.listdir("/work"), key=os.fsencode))
