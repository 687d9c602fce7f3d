#import <Foundation/Foundation.h>

@interface Multiply : NSObject
+ (int) multiply: (int) a by: (int) b;
@end
