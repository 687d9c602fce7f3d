#import <Foundation/Foundation.h>

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    NSMutableData *block = [NSMutableData dataWithLength: 64 * 1024 * 1024];
    memset([block mutableBytes], 1, [block length]);
    printf("%lu\n", (unsigned long)[block length]);
    [pool release];
    return 0;
}
