#import <Foundation/Foundation.h>

int main(int argc, char **argv) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    puts("before");
    fflush(stdout);
    [[NSArray array] objectAtIndex: 1];
    [pool release];
    return 0;
}
