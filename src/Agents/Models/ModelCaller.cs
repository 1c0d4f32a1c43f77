using Microsoft.Extensions.Logging;

namespace SalesFlow.Agents.Models;

/// <summary>
/// Calls a model with patience but not too much: breaker, queue, a timeout an attempt, retries with jitter inside the turn's deadline.
/// </summary>
internal sealed partial class ModelCaller(
    IAgentModel model, CircuitBreaker breaker, ModelGate gate, AgentMetrics metrics, TimeProvider clock, ILogger<ModelCaller> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>The model behind it.</summary>
    public IAgentModel Model => model;

    /// <summary>Makes one step.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="deadline">The turn's deadline, by the clock's timestamps.</param>
    /// <param name="random">Jitter: a number from 0 to 1 for each pause.</param>
    /// <param name="ct">The caller's own token; its cancellation is passed on, never counted as a failure.</param>
    /// <exception cref="ModelFailureException">No step within the attempts and the time.</exception>
    public async Task<ModelReply> Complete(ModelRequest request, Deadline deadline, Func<double> random, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            ModelFailureException failure;
            try
            {
                return await Attempt(request, deadline, ct);
            }
            catch (ModelFailureException e)
            {
                failure = e;
            }
            metrics.ModelFailed(failure.Reason);
            if (failure.Kind is ModelFailureKind.Rejected or ModelFailureKind.NotTried || attempt >= request.Agent.Model.Retries) throw failure;
            var pause = Pause(attempt, failure.RetryAfter, random());
            if (pause >= deadline.Left(clock)) throw failure;
            await Task.Delay(pause, clock, ct);
        }
    }

    /// <summary>The pause before the next attempt: what the provider asks for, or else exponential with full jitter.</summary>
    internal static TimeSpan Pause(int attempt, TimeSpan? retryAfter, double random)
    {
        if (retryAfter is { } asked) return asked + random * FirstPause;
        var ceiling = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, attempt), LongestPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + random / 2));
    }

    private async Task<ModelReply> Attempt(ModelRequest request, Deadline deadline, CancellationToken ct)
    {
        var left = deadline.Left(clock);
        if (left <= TimeSpan.Zero) throw new ModelFailureException(ModelFailureKind.Timeout, "timeout");
        if (!breaker.TryEnter()) throw new ModelFailureException(ModelFailureKind.NotTried, "circuit_open");
        var entered = false;
        var limit = left < request.Agent.Model.Timeout ? left : request.Agent.Model.Timeout;
        using var timeout = new CancellationTokenSource(limit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var started = clock.GetTimestamp();
        try
        {
            entered = await gate.TryEnter(linked.Token);
            if (!entered)
            {
                breaker.Abandoned();
                throw new ModelFailureException(ModelFailureKind.NotTried, "overloaded");
            }
            var reply = await model.Complete(request, linked.Token);
            breaker.Succeeded();
            metrics.ModelAnswered(request.Agent.Id, clock.GetElapsedTime(started), reply.InputTokens, reply.OutputTokens);
            return reply;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            breaker.Abandoned();
            throw;
        }
        catch (OperationCanceledException e)
        {
            // Waiting in our own queue says nothing about the provider.
            if (entered) Failed();
            else breaker.Abandoned();
            throw new ModelFailureException(ModelFailureKind.Timeout, "timeout", null, e);
        }
        catch (ModelFailureException e) when (e.Kind != ModelFailureKind.NotTried)
        {
            Failed();
            throw;
        }
        catch (Exception e) when (e is not ModelFailureException)
        {
            Failed();
            throw new ModelFailureException(ModelFailureKind.Unavailable, "error", null, e);
        }
        finally
        {
            if (entered) gate.Leave();
        }
    }

    private void Failed()
    {
        if (breaker.Failed()) BreakerOpened(log);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The model's provider failed several times in a row: answers come from the offline engine until it recovers.")]
    private static partial void BreakerOpened(ILogger log);
}

/// <summary>An instant on the monotonic clock by which something must have ended.</summary>
/// <param name="Started">The clock's timestamp at the beginning.</param>
/// <param name="Length">How long it may take.</param>
internal readonly record struct Deadline(long Started, TimeSpan Length)
{
    /// <summary>A deadline from now on.</summary>
    public static Deadline From(TimeProvider clock, TimeSpan length) => new(clock.GetTimestamp(), length);

    /// <summary>What is left; negative when it has passed.</summary>
    public TimeSpan Left(TimeProvider clock) => Length - clock.GetElapsedTime(Started);
}
