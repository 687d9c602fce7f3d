(import multiply [multiply])

(print f"6 times 7 is {(multiply 6 7)}")
