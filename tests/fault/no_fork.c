/* Preloaded into a program: no process can be started, as on a machine that has too many. */
#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

pid_t fork(void)
{
	errno = EAGAIN;
	return -1;
}
