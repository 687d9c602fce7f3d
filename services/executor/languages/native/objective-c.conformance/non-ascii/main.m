#import <Foundation/Foundation.h>

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    puts([@"Grüße, 世界 🌍" UTF8String]);
    fflush(stdout);
    NSData *input = [[NSFileHandle fileHandleWithStandardInput] readDataToEndOfFile];
    [[NSFileHandle fileHandleWithStandardOutput] writeData: input];
    [pool release];
    return 0;
}
