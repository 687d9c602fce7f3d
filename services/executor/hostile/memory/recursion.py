import sys
sys.setrecursionlimit(1 << 30)
def deeper(depth):
    return deeper(depth + 1) + 1
deeper(0)
