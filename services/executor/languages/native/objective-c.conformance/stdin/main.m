#import <Foundation/Foundation.h>

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    NSData *input = [[NSFileHandle fileHandleWithStandardInput] readDataToEndOfFile];
    [[NSFileHandle fileHandleWithStandardOutput] writeData: input];
    [pool release];
    return 0;
}
