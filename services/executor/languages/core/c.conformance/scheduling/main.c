#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void *sleeps(void *nothing) {
    usleep(50000);
    return nothing;
}

int main(void) {
    pthread_attr_t attributes;
    pthread_t thread;
    struct sched_param priority = {0};
    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
    int created = pthread_create(&thread, &attributes, sleeps, NULL);
    printf("create: %s\n", strerror(created));
    if (created) return 1;
    printf("other: %s\n", strerror(pthread_setschedparam(thread, SCHED_OTHER, &priority)));
    printf("self: %s\n", strerror(pthread_setschedparam(pthread_self(), SCHED_OTHER, &priority)));
    printf("nice: %d\n", setpriority(PRIO_PROCESS, getpid(), 5));
    pthread_join(thread, NULL);
}
