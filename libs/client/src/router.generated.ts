// Written by `npm run router-type -w @runhive/gateway`: the gateway's router as a type, for clients.
export type AppRouter = import("@trpc/server").TRPCBuiltRouter<{
    ctx: object;
    meta: object;
    errorShape: {
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        message: string;
        data: {
            code: string;
            message: string;
            requestId: string;
            details: Readonly<Record<string, unknown>>;
            httpStatus: number;
            path: string | undefined;
        };
    };
    transformer: false;
}, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
    health: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        status: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                status: "degraded" | "ok";
                services: {
                    name: string;
                    instances: {
                        id: string;
                        version: string;
                        startedAt: string;
                    }[];
                }[];
                executors: {
                    slots: {
                        total: number;
                        free: number;
                        held: number;
                    };
                    running: number;
                    concurrency: number;
                    pools: Record<string, {
                        warm: number;
                        target: number;
                        starting: number;
                        waiting: number;
                    }>;
                    isolation: {
                        runtime: string;
                        engine: string;
                    };
                    id: string;
                }[];
                queue: {
                    depth: number;
                    capacity: number;
                    bytes: number;
                    capacityBytes: number;
                };
                checkedAt: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        history: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                hours?: number | undefined;
            } | undefined;
            output: {
                from: string;
                to: string;
                bucketMinutes: number;
                services: {
                    name: string;
                    availability: number | null;
                    buckets: {
                        at: string;
                        state: "degraded" | "down" | "unknown" | "up";
                    }[];
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    site: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        get: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                name: string;
                version: string;
                signIn: boolean | null;
                anonymousExecutions: boolean | null;
                contactEmail: string | null;
                privacy: {
                    usageDataDays: number | null;
                    usageDays: number | null;
                    webhookLogDays: number | null;
                    contactDays: number | null;
                    sessionDays: number | null;
                    watchableHours: number;
                    plans: {
                        name: string;
                        retentionDays: number;
                    }[] | null;
                    issuer: string | null;
                };
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    languages: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        list: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                runtimes: {
                    id: string;
                    language: string;
                    name: string;
                    version: string;
                    aliases: string[];
                    alternative: boolean;
                    fileName: string;
                    compiled: boolean;
                    refusedFlags: {
                        pattern: string;
                        reason: string;
                    }[];
                    limits: {
                        wallMs: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        cpuMs: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        memoryBytes: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        outputBytes: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        processes: {
                            min: number;
                            max: number;
                            default: number;
                        };
                    };
                    compileLimits: {
                        wallMs: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        cpuMs: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        memoryBytes: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        outputBytes: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        processes: {
                            min: number;
                            max: number;
                            default: number;
                        };
                    };
                    interactive?: {
                        wallMs: {
                            min: number;
                            max: number;
                            default: number;
                        };
                        idleMs: {
                            min: number;
                            max: number;
                            default: number;
                        };
                    } | undefined;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    executions: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        list: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                cursor?: string | undefined;
                limit?: number | undefined;
                language?: string | undefined;
                status?: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out" | undefined;
                from?: string | undefined;
                to?: string | undefined;
            };
            output: {
                executions: {
                    id: string;
                    language: string;
                    runtime: string;
                    status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    message: string;
                    totalMs: number;
                    createdAt: string;
                    finishedAt: string;
                }[];
                nextCursor?: string | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        request: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                id: string;
            };
            output: {
                language: string;
                version?: string | undefined;
                files?: {
                    name: string;
                    content: string;
                    encoding: "base64" | "utf8";
                }[] | undefined;
                source?: string | undefined;
                stdin: string;
                stdinEncoding?: "base64" | "utf8" | undefined;
                args: string[];
                env: Record<string, string>;
                compilerArgs: string[];
                limits: {
                    wallMs?: number | undefined;
                    cpuMs?: number | undefined;
                    memoryBytes?: number | undefined;
                    outputBytes?: number | undefined;
                    processes?: number | undefined;
                };
                compileLimits: {
                    wallMs?: number | undefined;
                    cpuMs?: number | undefined;
                    memoryBytes?: number | undefined;
                    outputBytes?: number | undefined;
                    processes?: number | undefined;
                };
                tests?: {
                    name?: string | undefined;
                    stdin?: string | undefined;
                    args?: string[] | undefined;
                    expected?: string | undefined;
                    limits: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    };
                }[] | undefined;
                testsEncoding?: "base64" | "utf8" | undefined;
                comparison: {
                    mode: "exact" | "tokens" | "trimmed";
                } | {
                    mode: "floats";
                    tolerance: number;
                } | {
                    mode: "checker";
                    checker: {
                        language: string;
                        version?: string | undefined;
                        files?: {
                            name: string;
                            content: string;
                            encoding: "base64" | "utf8";
                        }[] | undefined;
                        source?: string | undefined;
                    };
                };
                stopAtFirstFailure: boolean;
                collect: string[];
                interactive: boolean;
                terminal?: {
                    columns: number;
                    rows: number;
                } | undefined;
                idleMs?: number | undefined;
                detached: boolean;
                metadata: Record<string, string>;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        remove: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        export: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: AsyncGenerator<{
                part: "execution";
                execution: {
                    id: string;
                    language: string;
                    runtime: string;
                    status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    message: string;
                    compile?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                    run?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                    tests?: {
                        name: string;
                        status: "accepted" | "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "skipped" | "timed_out" | "wrong_answer";
                        message: string;
                        run?: {
                            status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                            exitCode: number | null;
                            signal: string | null;
                            limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                            stdout: string;
                            stderr: string;
                            encoding: "base64" | "utf8";
                            base64?: {
                                stdout?: string | undefined;
                                stderr?: string | undefined;
                            } | undefined;
                            truncated: {
                                stdout: boolean;
                                stderr: boolean;
                            };
                            omitted?: {
                                stdout?: {
                                    at: number;
                                    bytes: number;
                                } | undefined;
                                stderr?: {
                                    at: number;
                                    bytes: number;
                                } | undefined;
                            } | undefined;
                            stdoutBytes: number;
                            stderrBytes: number;
                            wallMs: number;
                            cpuMs: number | null;
                            memoryBytes: number | null;
                            diagnostics?: {
                                file: string;
                                line: number;
                                column?: number | undefined;
                                severity: "error" | "note" | "warning";
                                message: string;
                                code?: string | undefined;
                            }[] | undefined;
                        } | undefined;
                    }[] | undefined;
                    files?: {
                        name: string;
                        mime: string;
                        size: number;
                        content: string;
                        encoding: "base64" | "utf8";
                    }[] | undefined;
                    filesSkipped?: number | undefined;
                    filesLeftOut?: {
                        name: string;
                        size: number;
                        reason: "count" | "fileSize" | "resultSize" | "totalSize" | "unreadable";
                    }[] | undefined;
                    collectUnmatched?: string[] | undefined;
                    compileCached?: boolean | undefined;
                    timings: {
                        queuedMs: number;
                        cellMs: number;
                        compileMs: number;
                        runMs: number;
                        totalMs: number;
                    };
                    limits?: {
                        wallMs: number;
                        cpuMs: number;
                        memoryBytes: number;
                        outputBytes: number;
                        processes: number;
                    } | undefined;
                    metadata: Record<string, string>;
                    stored: boolean;
                    createdAt: string;
                    finishedAt: string;
                };
                request?: {
                    language: string;
                    version?: string | undefined;
                    files?: {
                        name: string;
                        content: string;
                        encoding: "base64" | "utf8";
                    }[] | undefined;
                    source?: string | undefined;
                    stdin: string;
                    stdinEncoding?: "base64" | "utf8" | undefined;
                    args: string[];
                    env: Record<string, string>;
                    compilerArgs: string[];
                    limits: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    };
                    compileLimits: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    };
                    tests?: {
                        name?: string | undefined;
                        stdin?: string | undefined;
                        args?: string[] | undefined;
                        expected?: string | undefined;
                        limits: {
                            wallMs?: number | undefined;
                            cpuMs?: number | undefined;
                            memoryBytes?: number | undefined;
                            outputBytes?: number | undefined;
                            processes?: number | undefined;
                        };
                    }[] | undefined;
                    testsEncoding?: "base64" | "utf8" | undefined;
                    comparison: {
                        mode: "exact" | "tokens" | "trimmed";
                    } | {
                        mode: "floats";
                        tolerance: number;
                    } | {
                        mode: "checker";
                        checker: {
                            language: string;
                            version?: string | undefined;
                            files?: {
                                name: string;
                                content: string;
                                encoding: "base64" | "utf8";
                            }[] | undefined;
                            source?: string | undefined;
                        };
                    };
                    stopAtFirstFailure: boolean;
                    collect: string[];
                    interactive: boolean;
                    terminal?: {
                        columns: number;
                        rows: number;
                    } | undefined;
                    idleMs?: number | undefined;
                    detached: boolean;
                    metadata: Record<string, string>;
                } | undefined;
            } | {
                part: "end";
                counts: Record<string, number>;
            }, void, any>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        write: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
                data?: string | undefined;
                encoding?: "base64" | "utf8" | undefined;
                end?: boolean | undefined;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        signal: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
                signal: string | number;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        resize: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
                columns: number;
                rows: number;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        cancel: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
            };
            output: {
                id: string;
                status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "queued" | "running" | "signaled" | "succeeded" | "timed_out";
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        run: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                language: string;
                version?: string | undefined;
                files?: {
                    name: string;
                    content: string;
                    encoding?: "base64" | "utf8" | undefined;
                }[] | undefined;
                source?: string | undefined;
                stdin?: string | undefined;
                stdinEncoding?: "base64" | "utf8" | undefined;
                args?: string[] | undefined;
                env?: Record<string, string> | undefined;
                compilerArgs?: string[] | undefined;
                limits?: {
                    wallMs?: number | undefined;
                    cpuMs?: number | undefined;
                    memoryBytes?: number | undefined;
                    outputBytes?: number | undefined;
                    processes?: number | undefined;
                } | undefined;
                compileLimits?: {
                    wallMs?: number | undefined;
                    cpuMs?: number | undefined;
                    memoryBytes?: number | undefined;
                    outputBytes?: number | undefined;
                    processes?: number | undefined;
                } | undefined;
                store?: boolean | undefined;
                testsEncoding?: "base64" | "utf8" | undefined;
                comparison?: {
                    mode: "exact" | "tokens" | "trimmed";
                } | {
                    mode: "floats";
                    tolerance?: number | undefined;
                } | {
                    mode: "checker";
                    checker: {
                        language: string;
                        version?: string | undefined;
                        files?: {
                            name: string;
                            content: string;
                            encoding?: "base64" | "utf8" | undefined;
                        }[] | undefined;
                        source?: string | undefined;
                    };
                } | undefined;
                stopAtFirstFailure?: boolean | undefined;
                collect?: string[] | undefined;
                interactive?: boolean | undefined;
                terminal?: {
                    columns: number;
                    rows: number;
                } | undefined;
                idleMs?: number | undefined;
                detached?: boolean | undefined;
                webhook?: {
                    url: string;
                } | undefined;
                idempotencyKey?: string | undefined;
                metadata?: Record<string, string> | undefined;
                tests?: {
                    name?: string | undefined;
                    stdin?: string | undefined;
                    args?: string[] | undefined;
                    expected?: string | undefined;
                    limits?: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    } | undefined;
                    encoding?: "base64" | "utf8" | undefined;
                }[] | undefined;
            };
            output: {
                id: string;
                language: string;
                runtime: string;
                status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                message: string;
                compile?: {
                    status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    exitCode: number | null;
                    signal: string | null;
                    limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                    stdout: string;
                    stderr: string;
                    encoding: "base64" | "utf8";
                    base64?: {
                        stdout?: string | undefined;
                        stderr?: string | undefined;
                    } | undefined;
                    truncated: {
                        stdout: boolean;
                        stderr: boolean;
                    };
                    omitted?: {
                        stdout?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                        stderr?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                    } | undefined;
                    stdoutBytes: number;
                    stderrBytes: number;
                    wallMs: number;
                    cpuMs: number | null;
                    memoryBytes: number | null;
                    diagnostics?: {
                        file: string;
                        line: number;
                        column?: number | undefined;
                        severity: "error" | "note" | "warning";
                        message: string;
                        code?: string | undefined;
                    }[] | undefined;
                } | undefined;
                run?: {
                    status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    exitCode: number | null;
                    signal: string | null;
                    limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                    stdout: string;
                    stderr: string;
                    encoding: "base64" | "utf8";
                    base64?: {
                        stdout?: string | undefined;
                        stderr?: string | undefined;
                    } | undefined;
                    truncated: {
                        stdout: boolean;
                        stderr: boolean;
                    };
                    omitted?: {
                        stdout?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                        stderr?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                    } | undefined;
                    stdoutBytes: number;
                    stderrBytes: number;
                    wallMs: number;
                    cpuMs: number | null;
                    memoryBytes: number | null;
                    diagnostics?: {
                        file: string;
                        line: number;
                        column?: number | undefined;
                        severity: "error" | "note" | "warning";
                        message: string;
                        code?: string | undefined;
                    }[] | undefined;
                } | undefined;
                tests?: {
                    name: string;
                    status: "accepted" | "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "skipped" | "timed_out" | "wrong_answer";
                    message: string;
                    run?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                }[] | undefined;
                files?: {
                    name: string;
                    mime: string;
                    size: number;
                    content: string;
                    encoding: "base64" | "utf8";
                }[] | undefined;
                filesSkipped?: number | undefined;
                filesLeftOut?: {
                    name: string;
                    size: number;
                    reason: "count" | "fileSize" | "resultSize" | "totalSize" | "unreadable";
                }[] | undefined;
                collectUnmatched?: string[] | undefined;
                compileCached?: boolean | undefined;
                timings: {
                    queuedMs: number;
                    cellMs: number;
                    compileMs: number;
                    runMs: number;
                    totalMs: number;
                };
                limits?: {
                    wallMs: number;
                    cpuMs: number;
                    memoryBytes: number;
                    outputBytes: number;
                    processes: number;
                } | undefined;
                metadata: Record<string, string>;
                stored: boolean;
                createdAt: string;
                finishedAt: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        submit: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                language: string;
                version?: string | undefined;
                files?: {
                    name: string;
                    content: string;
                    encoding?: "base64" | "utf8" | undefined;
                }[] | undefined;
                source?: string | undefined;
                stdin?: string | undefined;
                stdinEncoding?: "base64" | "utf8" | undefined;
                args?: string[] | undefined;
                env?: Record<string, string> | undefined;
                compilerArgs?: string[] | undefined;
                limits?: {
                    wallMs?: number | undefined;
                    cpuMs?: number | undefined;
                    memoryBytes?: number | undefined;
                    outputBytes?: number | undefined;
                    processes?: number | undefined;
                } | undefined;
                compileLimits?: {
                    wallMs?: number | undefined;
                    cpuMs?: number | undefined;
                    memoryBytes?: number | undefined;
                    outputBytes?: number | undefined;
                    processes?: number | undefined;
                } | undefined;
                store?: boolean | undefined;
                testsEncoding?: "base64" | "utf8" | undefined;
                comparison?: {
                    mode: "exact" | "tokens" | "trimmed";
                } | {
                    mode: "floats";
                    tolerance?: number | undefined;
                } | {
                    mode: "checker";
                    checker: {
                        language: string;
                        version?: string | undefined;
                        files?: {
                            name: string;
                            content: string;
                            encoding?: "base64" | "utf8" | undefined;
                        }[] | undefined;
                        source?: string | undefined;
                    };
                } | undefined;
                stopAtFirstFailure?: boolean | undefined;
                collect?: string[] | undefined;
                interactive?: boolean | undefined;
                terminal?: {
                    columns: number;
                    rows: number;
                } | undefined;
                idleMs?: number | undefined;
                detached?: boolean | undefined;
                webhook?: {
                    url: string;
                } | undefined;
                idempotencyKey?: string | undefined;
                metadata?: Record<string, string> | undefined;
                tests?: {
                    name?: string | undefined;
                    stdin?: string | undefined;
                    args?: string[] | undefined;
                    expected?: string | undefined;
                    limits?: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    } | undefined;
                    encoding?: "base64" | "utf8" | undefined;
                }[] | undefined;
            };
            output: {
                id: string;
                status: "queued";
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        get: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                id: string;
            };
            output: {
                id: string;
                language: string;
                runtime: string;
                status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                message: string;
                compile?: {
                    status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    exitCode: number | null;
                    signal: string | null;
                    limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                    stdout: string;
                    stderr: string;
                    encoding: "base64" | "utf8";
                    base64?: {
                        stdout?: string | undefined;
                        stderr?: string | undefined;
                    } | undefined;
                    truncated: {
                        stdout: boolean;
                        stderr: boolean;
                    };
                    omitted?: {
                        stdout?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                        stderr?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                    } | undefined;
                    stdoutBytes: number;
                    stderrBytes: number;
                    wallMs: number;
                    cpuMs: number | null;
                    memoryBytes: number | null;
                    diagnostics?: {
                        file: string;
                        line: number;
                        column?: number | undefined;
                        severity: "error" | "note" | "warning";
                        message: string;
                        code?: string | undefined;
                    }[] | undefined;
                } | undefined;
                run?: {
                    status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    exitCode: number | null;
                    signal: string | null;
                    limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                    stdout: string;
                    stderr: string;
                    encoding: "base64" | "utf8";
                    base64?: {
                        stdout?: string | undefined;
                        stderr?: string | undefined;
                    } | undefined;
                    truncated: {
                        stdout: boolean;
                        stderr: boolean;
                    };
                    omitted?: {
                        stdout?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                        stderr?: {
                            at: number;
                            bytes: number;
                        } | undefined;
                    } | undefined;
                    stdoutBytes: number;
                    stderrBytes: number;
                    wallMs: number;
                    cpuMs: number | null;
                    memoryBytes: number | null;
                    diagnostics?: {
                        file: string;
                        line: number;
                        column?: number | undefined;
                        severity: "error" | "note" | "warning";
                        message: string;
                        code?: string | undefined;
                    }[] | undefined;
                } | undefined;
                tests?: {
                    name: string;
                    status: "accepted" | "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "skipped" | "timed_out" | "wrong_answer";
                    message: string;
                    run?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                }[] | undefined;
                files?: {
                    name: string;
                    mime: string;
                    size: number;
                    content: string;
                    encoding: "base64" | "utf8";
                }[] | undefined;
                filesSkipped?: number | undefined;
                filesLeftOut?: {
                    name: string;
                    size: number;
                    reason: "count" | "fileSize" | "resultSize" | "totalSize" | "unreadable";
                }[] | undefined;
                collectUnmatched?: string[] | undefined;
                compileCached?: boolean | undefined;
                timings: {
                    queuedMs: number;
                    cellMs: number;
                    compileMs: number;
                    runMs: number;
                    totalMs: number;
                };
                limits?: {
                    wallMs: number;
                    cpuMs: number;
                    memoryBytes: number;
                    outputBytes: number;
                    processes: number;
                } | undefined;
                metadata: Record<string, string>;
                stored: boolean;
                createdAt: string;
                finishedAt: string;
            } | {
                id: string;
                status: "queued" | "running";
                createdAt: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        watch: import("@trpc/server").TRPCSubscriptionProcedure<{
            input: {
                id: string;
                lastEventId?: unknown;
            };
            output: AsyncIterable<import("@trpc/server/unstable-core-do-not-import").TrackedData<{
                kind: "queued";
                position: number;
            } | {
                kind: "started";
                runtime: string;
                executor: string;
            } | {
                kind: "phase";
                name: "compile" | "run";
            } | {
                kind: "output";
                stream: "stderr" | "stdout";
                text?: string | undefined;
                base64?: string | undefined;
            } | {
                kind: "test";
                index: number;
                name: string;
                status: "accepted" | "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "skipped" | "timed_out" | "wrong_answer";
            } | {
                kind: "skipped";
                from: number;
                to: number;
            } | {
                kind: "finished";
                result: {
                    id: string;
                    language: string;
                    runtime: string;
                    status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    message: string;
                    compile?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                    run?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                    tests?: {
                        name: string;
                        status: "accepted" | "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "skipped" | "timed_out" | "wrong_answer";
                        message: string;
                        run?: {
                            status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                            exitCode: number | null;
                            signal: string | null;
                            limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                            stdout: string;
                            stderr: string;
                            encoding: "base64" | "utf8";
                            base64?: {
                                stdout?: string | undefined;
                                stderr?: string | undefined;
                            } | undefined;
                            truncated: {
                                stdout: boolean;
                                stderr: boolean;
                            };
                            omitted?: {
                                stdout?: {
                                    at: number;
                                    bytes: number;
                                } | undefined;
                                stderr?: {
                                    at: number;
                                    bytes: number;
                                } | undefined;
                            } | undefined;
                            stdoutBytes: number;
                            stderrBytes: number;
                            wallMs: number;
                            cpuMs: number | null;
                            memoryBytes: number | null;
                            diagnostics?: {
                                file: string;
                                line: number;
                                column?: number | undefined;
                                severity: "error" | "note" | "warning";
                                message: string;
                                code?: string | undefined;
                            }[] | undefined;
                        } | undefined;
                    }[] | undefined;
                    files?: {
                        name: string;
                        mime: string;
                        size: number;
                        content: string;
                        encoding: "base64" | "utf8";
                    }[] | undefined;
                    filesSkipped?: number | undefined;
                    filesLeftOut?: {
                        name: string;
                        size: number;
                        reason: "count" | "fileSize" | "resultSize" | "totalSize" | "unreadable";
                    }[] | undefined;
                    collectUnmatched?: string[] | undefined;
                    compileCached?: boolean | undefined;
                    timings: {
                        queuedMs: number;
                        cellMs: number;
                        compileMs: number;
                        runMs: number;
                        totalMs: number;
                    };
                    limits?: {
                        wallMs: number;
                        cpuMs: number;
                        memoryBytes: number;
                        outputBytes: number;
                        processes: number;
                    } | undefined;
                    metadata: Record<string, string>;
                    stored: boolean;
                    createdAt: string;
                    finishedAt: string;
                };
                webhook?: {
                    url: string;
                } | undefined;
                retentionDays?: number | undefined;
                requestSent?: boolean | undefined;
            }>, void, any>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    keys: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        list: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                keys: {
                    id: string;
                    name: string;
                    kind: "browser" | "server";
                    scopes: "executions"[];
                    origins: string[];
                    ipRanges: string[];
                    allowance: {
                        requestsPerMinute?: number | undefined;
                        burst?: number | undefined;
                        executionsPerDay?: number | undefined;
                        concurrentExecutions?: number | undefined;
                    };
                    active: boolean;
                    createdAt: string;
                    lastUsedAt: string | null;
                    expiresAt: string | null;
                    deactivatedAt: string | null;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        create: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                name: string;
                kind?: "browser" | "server" | undefined;
                scopes?: "executions"[] | undefined;
                origins?: string[] | undefined;
                ipRanges?: string[] | undefined;
                allowance?: {
                    requestsPerMinute?: number | undefined;
                    burst?: number | undefined;
                    executionsPerDay?: number | undefined;
                    concurrentExecutions?: number | undefined;
                } | undefined;
                expiresAt?: string | null | undefined;
            };
            output: {
                key: {
                    id: string;
                    name: string;
                    kind: "browser" | "server";
                    scopes: "executions"[];
                    origins: string[];
                    ipRanges: string[];
                    allowance: {
                        requestsPerMinute?: number | undefined;
                        burst?: number | undefined;
                        executionsPerDay?: number | undefined;
                        concurrentExecutions?: number | undefined;
                    };
                    active: boolean;
                    createdAt: string;
                    lastUsedAt: string | null;
                    expiresAt: string | null;
                    deactivatedAt: string | null;
                };
                token: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        update: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                name?: string | undefined;
                active?: boolean | undefined;
                origins?: string[] | undefined;
                ipRanges?: string[] | undefined;
                allowance?: {
                    requestsPerMinute?: number | undefined;
                    burst?: number | undefined;
                    executionsPerDay?: number | undefined;
                    concurrentExecutions?: number | undefined;
                } | undefined;
                expiresAt?: string | null | undefined;
                id: string;
            };
            output: {
                id: string;
                name: string;
                kind: "browser" | "server";
                scopes: "executions"[];
                origins: string[];
                ipRanges: string[];
                allowance: {
                    requestsPerMinute?: number | undefined;
                    burst?: number | undefined;
                    executionsPerDay?: number | undefined;
                    concurrentExecutions?: number | undefined;
                };
                active: boolean;
                createdAt: string;
                lastUsedAt: string | null;
                expiresAt: string | null;
                deactivatedAt: string | null;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        remove: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    account: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        export: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: AsyncGenerator<{
                part: "profile";
                profile: {
                    id: string;
                    email: string | null;
                    name: string | null;
                    role: "operator" | "user";
                    plan: {
                        name: string;
                        allowance: {
                            requestsPerMinute: number;
                            burst: number;
                            executionsPerDay: number;
                            concurrentExecutions: number;
                        };
                        maxKeys: number;
                        retentionDays: number;
                    };
                    createdAt: string;
                    suspension?: {
                        at: string;
                        reason: string;
                    } | null | undefined;
                };
            } | {
                part: "key";
                key: {
                    id: string;
                    name: string;
                    kind: "browser" | "server";
                    scopes: "executions"[];
                    origins: string[];
                    ipRanges: string[];
                    allowance: {
                        requestsPerMinute?: number | undefined;
                        burst?: number | undefined;
                        executionsPerDay?: number | undefined;
                        concurrentExecutions?: number | undefined;
                    };
                    active: boolean;
                    createdAt: string;
                    lastUsedAt: string | null;
                    expiresAt: string | null;
                    deactivatedAt: string | null;
                };
            } | {
                part: "session";
                session: {
                    id: string;
                    createdAt: string;
                    expiresAt: string;
                    ip: string | null;
                    userAgent: string | null;
                    current: boolean;
                };
            } | {
                part: "usage";
                usage: {
                    day: string;
                    language: string;
                    runs: number;
                    errors: number;
                    cpuSeconds: number;
                };
            } | {
                part: "request";
                request: {
                    at: string;
                    procedure: string;
                    outcome: string;
                    ip: string | null;
                    userAgent: string | null;
                    keyId: string | null;
                };
            } | {
                part: "message";
                message: {
                    id: string;
                    name: string;
                    email: string;
                    message: string;
                    receivedAt: string;
                    replies?: {
                        id: string;
                        text: string;
                        sentAt: string;
                    }[] | undefined;
                };
            } | {
                part: "execution";
                execution: {
                    id: string;
                    language: string;
                    runtime: string;
                    status: "cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                    message: string;
                    compile?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                    run?: {
                        status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                        exitCode: number | null;
                        signal: string | null;
                        limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                        stdout: string;
                        stderr: string;
                        encoding: "base64" | "utf8";
                        base64?: {
                            stdout?: string | undefined;
                            stderr?: string | undefined;
                        } | undefined;
                        truncated: {
                            stdout: boolean;
                            stderr: boolean;
                        };
                        omitted?: {
                            stdout?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                            stderr?: {
                                at: number;
                                bytes: number;
                            } | undefined;
                        } | undefined;
                        stdoutBytes: number;
                        stderrBytes: number;
                        wallMs: number;
                        cpuMs: number | null;
                        memoryBytes: number | null;
                        diagnostics?: {
                            file: string;
                            line: number;
                            column?: number | undefined;
                            severity: "error" | "note" | "warning";
                            message: string;
                            code?: string | undefined;
                        }[] | undefined;
                    } | undefined;
                    tests?: {
                        name: string;
                        status: "accepted" | "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "skipped" | "timed_out" | "wrong_answer";
                        message: string;
                        run?: {
                            status: "cancelled" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out";
                            exitCode: number | null;
                            signal: string | null;
                            limit: "cpu" | "fileSize" | "idle" | "memory" | "output" | "wall" | null;
                            stdout: string;
                            stderr: string;
                            encoding: "base64" | "utf8";
                            base64?: {
                                stdout?: string | undefined;
                                stderr?: string | undefined;
                            } | undefined;
                            truncated: {
                                stdout: boolean;
                                stderr: boolean;
                            };
                            omitted?: {
                                stdout?: {
                                    at: number;
                                    bytes: number;
                                } | undefined;
                                stderr?: {
                                    at: number;
                                    bytes: number;
                                } | undefined;
                            } | undefined;
                            stdoutBytes: number;
                            stderrBytes: number;
                            wallMs: number;
                            cpuMs: number | null;
                            memoryBytes: number | null;
                            diagnostics?: {
                                file: string;
                                line: number;
                                column?: number | undefined;
                                severity: "error" | "note" | "warning";
                                message: string;
                                code?: string | undefined;
                            }[] | undefined;
                        } | undefined;
                    }[] | undefined;
                    files?: {
                        name: string;
                        mime: string;
                        size: number;
                        content: string;
                        encoding: "base64" | "utf8";
                    }[] | undefined;
                    filesSkipped?: number | undefined;
                    filesLeftOut?: {
                        name: string;
                        size: number;
                        reason: "count" | "fileSize" | "resultSize" | "totalSize" | "unreadable";
                    }[] | undefined;
                    collectUnmatched?: string[] | undefined;
                    compileCached?: boolean | undefined;
                    timings: {
                        queuedMs: number;
                        cellMs: number;
                        compileMs: number;
                        runMs: number;
                        totalMs: number;
                    };
                    limits?: {
                        wallMs: number;
                        cpuMs: number;
                        memoryBytes: number;
                        outputBytes: number;
                        processes: number;
                    } | undefined;
                    metadata: Record<string, string>;
                    stored: boolean;
                    createdAt: string;
                    finishedAt: string;
                };
                request?: {
                    language: string;
                    version?: string | undefined;
                    files?: {
                        name: string;
                        content: string;
                        encoding: "base64" | "utf8";
                    }[] | undefined;
                    source?: string | undefined;
                    stdin: string;
                    stdinEncoding?: "base64" | "utf8" | undefined;
                    args: string[];
                    env: Record<string, string>;
                    compilerArgs: string[];
                    limits: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    };
                    compileLimits: {
                        wallMs?: number | undefined;
                        cpuMs?: number | undefined;
                        memoryBytes?: number | undefined;
                        outputBytes?: number | undefined;
                        processes?: number | undefined;
                    };
                    tests?: {
                        name?: string | undefined;
                        stdin?: string | undefined;
                        args?: string[] | undefined;
                        expected?: string | undefined;
                        limits: {
                            wallMs?: number | undefined;
                            cpuMs?: number | undefined;
                            memoryBytes?: number | undefined;
                            outputBytes?: number | undefined;
                            processes?: number | undefined;
                        };
                    }[] | undefined;
                    testsEncoding?: "base64" | "utf8" | undefined;
                    comparison: {
                        mode: "exact" | "tokens" | "trimmed";
                    } | {
                        mode: "floats";
                        tolerance: number;
                    } | {
                        mode: "checker";
                        checker: {
                            language: string;
                            version?: string | undefined;
                            files?: {
                                name: string;
                                content: string;
                                encoding: "base64" | "utf8";
                            }[] | undefined;
                            source?: string | undefined;
                        };
                    };
                    stopAtFirstFailure: boolean;
                    collect: string[];
                    interactive: boolean;
                    terminal?: {
                        columns: number;
                        rows: number;
                    } | undefined;
                    idleMs?: number | undefined;
                    detached: boolean;
                    metadata: Record<string, string>;
                } | undefined;
            } | {
                part: "end";
                counts: Record<string, number>;
            }, void, any>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        remove: import("@trpc/server").TRPCMutationProcedure<{
            input: void;
            output: {
                id: string;
                status: "done" | "pending";
                requestedAt: string;
                finishedAt: string | null;
                parts: {
                    service: string;
                    deleted: Record<string, number>;
                    finishedAt: string | null;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        receipt: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                id: string;
            };
            output: {
                id: string;
                status: "done" | "pending";
                requestedAt: string;
                finishedAt: string | null;
                parts: {
                    service: string;
                    deleted: Record<string, number>;
                    finishedAt: string | null;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        get: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                id: string;
                email: string | null;
                name: string | null;
                role: "operator" | "user";
                plan: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                };
                createdAt: string;
                suspension?: {
                    at: string;
                    reason: string;
                } | null | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        update: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                name: string;
            };
            output: {
                id: string;
                email: string | null;
                name: string | null;
                role: "operator" | "user";
                plan: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                };
                createdAt: string;
                suspension?: {
                    at: string;
                    reason: string;
                } | null | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        usage: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                from?: string | undefined;
                to?: string | undefined;
            } | undefined;
            output: {
                from: string;
                to: string;
                days: {
                    day: string;
                    language: string;
                    runs: number;
                    errors: number;
                    cpuSeconds: number;
                }[];
                plan: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                };
                executionsToday: number;
                outstanding: number;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        sessions: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                sessions: {
                    id: string;
                    createdAt: string;
                    expiresAt: string;
                    ip: string | null;
                    userAgent: string | null;
                    current: boolean;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        endSession: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        signOutEverywhere: import("@trpc/server").TRPCMutationProcedure<{
            input: void;
            output: {
                ended: number;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    contact: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        send: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                name: string;
                email: string;
                message: string;
                website?: string | undefined;
            };
            output: {
                id: string;
                receivedAt: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        inbox: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                cursor?: string | undefined;
                limit?: number | undefined;
                state?: "answered" | "archived" | "open" | undefined;
            } | undefined;
            output: {
                messages: {
                    id: string;
                    name: string;
                    email: string;
                    message: string;
                    receivedAt: string;
                    state: "answered" | "archived" | "open";
                    replies: {
                        id: string;
                        text: string;
                        sentAt: string;
                        mail: "failed" | "pending" | "sent";
                        by: string;
                    }[];
                }[];
                nextCursor?: string | undefined;
                open: number;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        reply: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
                text: string;
            };
            output: {
                id: string;
                name: string;
                email: string;
                message: string;
                receivedAt: string;
                state: "answered" | "archived" | "open";
                replies: {
                    id: string;
                    text: string;
                    sentAt: string;
                    mail: "failed" | "pending" | "sent";
                    by: string;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        archive: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                archived: boolean;
                id: string;
            };
            output: {
                id: string;
                name: string;
                email: string;
                message: string;
                receivedAt: string;
                state: "answered" | "archived" | "open";
                replies: {
                    id: string;
                    text: string;
                    sentAt: string;
                    mail: "failed" | "pending" | "sent";
                    by: string;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        remove: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
            };
            output: Record<string, never>;
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    webhooks: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        secret: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                secret: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        rotateSecret: import("@trpc/server").TRPCMutationProcedure<{
            input: void;
            output: {
                secret: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        deliveries: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                executionId?: string | undefined;
                cursor?: string | undefined;
                limit?: number | undefined;
            };
            output: {
                deliveries: {
                    id: string;
                    executionId: string | null;
                    url: string;
                    status: "delivered" | "failed" | "pending";
                    createdAt: string;
                    nextAttemptAt: string | null;
                    attempts: {
                        at: string;
                        durationMs: number;
                        httpStatus: number | null;
                        error: string | null;
                    }[];
                }[];
                nextCursor?: string | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        test: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                url: string;
            };
            output: {
                id: string;
                executionId: string | null;
                url: string;
                status: "delivered" | "failed" | "pending";
                createdAt: string;
                nextAttemptAt: string | null;
                attempts: {
                    at: string;
                    durationMs: number;
                    httpStatus: number | null;
                    error: string | null;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
    admin: import("@trpc/server").TRPCBuiltRouter<{
        ctx: object;
        meta: object;
        errorShape: {
            code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
            message: string;
            data: {
                code: string;
                message: string;
                requestId: string;
                details: Readonly<Record<string, unknown>>;
                httpStatus: number;
                path: string | undefined;
            };
        };
        transformer: false;
    }, import("@trpc/server").TRPCDecorateCreateRouterOptions<{
        accounts: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                cursor?: string | undefined;
                limit?: number | undefined;
                search?: string | undefined;
                state?: "active" | "suspended" | undefined;
            } | undefined;
            output: {
                accounts: {
                    id: string;
                    email: string | null;
                    name: string | null;
                    role: "operator" | "user";
                    plan: {
                        name: string;
                        allowance: {
                            requestsPerMinute: number;
                            burst: number;
                            executionsPerDay: number;
                            concurrentExecutions: number;
                        };
                        maxKeys: number;
                        retentionDays: number;
                    };
                    createdAt: string;
                    suspension?: {
                        at: string;
                        reason: string;
                    } | null | undefined;
                }[];
                nextCursor?: string | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        changeAccount: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
                plan?: string | undefined;
                role?: "operator" | "user" | undefined;
            };
            output: {
                id: string;
                email: string | null;
                name: string | null;
                role: "operator" | "user";
                plan: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                };
                createdAt: string;
                suspension?: {
                    at: string;
                    reason: string;
                } | null | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        suspendAccount: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
                reason: string;
            };
            output: {
                id: string;
                email: string | null;
                name: string | null;
                role: "operator" | "user";
                plan: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                };
                createdAt: string;
                suspension?: {
                    at: string;
                    reason: string;
                } | null | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        resumeAccount: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                id: string;
            };
            output: {
                id: string;
                email: string | null;
                name: string | null;
                role: "operator" | "user";
                plan: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                };
                createdAt: string;
                suspension?: {
                    at: string;
                    reason: string;
                } | null | undefined;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        plans: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                plans: {
                    name: string;
                    allowance: {
                        requestsPerMinute: number;
                        burst: number;
                        executionsPerDay: number;
                        concurrentExecutions: number;
                    };
                    maxKeys: number;
                    retentionDays: number;
                }[];
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        putPlan: import("@trpc/server").TRPCMutationProcedure<{
            input: {
                name: string;
                allowance: {
                    requestsPerMinute: number;
                    burst: number;
                    executionsPerDay: number;
                    concurrentExecutions: number;
                };
                maxKeys: number;
                retentionDays: number;
            };
            output: {
                name: string;
                allowance: {
                    requestsPerMinute: number;
                    burst: number;
                    executionsPerDay: number;
                    concurrentExecutions: number;
                };
                maxKeys: number;
                retentionDays: number;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        analytics: import("@trpc/server").TRPCQueryProcedure<{
            input: {
                from?: string | undefined;
                to?: string | undefined;
            } | undefined;
            output: {
                days: {
                    day: string;
                    language: string;
                    runs: number;
                    errors: number;
                    cpuSeconds: number;
                    accounts: number;
                }[];
                from: string;
                to: string;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
        overview: import("@trpc/server").TRPCQueryProcedure<{
            input: void;
            output: {
                checkedAt: string;
                services: {
                    name: string;
                    instances: {
                        id: string;
                        version: string;
                        startedAt: string;
                        procedures: {
                            name: string;
                            calls: number;
                            errors: number;
                            averageMs: number;
                        }[];
                    }[];
                }[];
                executors: {
                    slots: {
                        total: number;
                        free: number;
                        held: number;
                    };
                    running: number;
                    concurrency: number;
                    pools: Record<string, {
                        warm: number;
                        target: number;
                        starting: number;
                        waiting: number;
                    }>;
                    isolation: {
                        runtime: string;
                        engine: string;
                    };
                    id: string;
                }[];
                queue: {
                    depth: number;
                    capacity: number;
                    bytes: number;
                    capacityBytes: number;
                    oldestAgeMs: number | null;
                    lanes: {
                        name: string;
                        depth: number;
                    }[];
                };
                outcomes: {
                    hours: number;
                    byHour: {
                        at: string;
                        runs: number;
                        errors: number;
                        internalErrors: number;
                    }[];
                    byStatus: Record<"cancelled" | "compile_failed" | "failed" | "internal_error" | "memory_exceeded" | "output_exceeded" | "signaled" | "succeeded" | "timed_out", number>;
                } | null;
            };
            meta: object;
            errorShape: {
                code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
                message: string;
                data: {
                    code: string;
                    message: string;
                    requestId: string;
                    details: Readonly<Record<string, unknown>>;
                    httpStatus: number;
                    path: string | undefined;
                };
            };
        }>;
    }>>;
}>>
