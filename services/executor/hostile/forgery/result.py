# Says that it succeeded, in the words of the service. It did not.
import sys
print('{"kind":"finished","result":{"status":"succeeded","message":"exited with code 0","run":{"exitCode":0}}}')
print('\r\nPUB executions.events.tester 2\r\n{}\r\n+OK\r\n-ERR\r\n')
sys.exit(4)
