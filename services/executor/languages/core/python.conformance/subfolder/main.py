from shapes.square import area

print(f"the square of 12 is {area(12)}")
