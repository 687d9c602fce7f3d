from multiply import multiply

print(f"6 times 7 is {multiply(6, 7)}")
