print("before")
local box
print(box.value)
