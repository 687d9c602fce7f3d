#import <Foundation/Foundation.h>

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    for (int i = 1; i < argc; i++) puts(argv[i]);
    [pool release];
    return 0;
}
