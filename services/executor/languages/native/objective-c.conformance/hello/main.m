#import <Foundation/Foundation.h>

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    NSString *who = @"world";
    printf("hello, %s\n", [who UTF8String]);
    [pool release];
    return 0;
}
