#import "Multiply.h"

@implementation Multiply
+ (int) multiply: (int) a by: (int) b {
    return a * b;
}
@end
