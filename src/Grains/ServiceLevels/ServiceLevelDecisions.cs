using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>When clocks start, stand, warn and break, and who is told. Pure; the policy is the company's as read just before.</summary>
internal static class ServiceLevelDecisions
{
    /// <summary>The one timer of a case: the next instant at which anything may happen by itself.</summary>
    public const string Timer = "clock";

    // Stored timers are kept in whole microseconds and may come a moment early.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    /// <summary>Takes a signal in, by the time that it names: it may come a little later.</summary>
    public static Decision Observe(ServiceLevelState state, ServiceSignal signal, ServiceLevelPolicy policy)
    {
        if (signal.Version <= state.Seen) return Decision.Nothing;
        if (!state.Open) return signal.Kind == ServiceSignalKind.NeedsPerson && policy.Enabled ? Start(state, signal, policy) : Decision.Nothing;
        return signal.Kind switch
        {
            ServiceSignalKind.NeedsPerson => Raise(
                state, signal, Math.Max(state.Level, ServiceLadder.LevelOf(signal.Target, signal.Reason)), ServiceLadder.PriorityOf(signal.Reason), null, policy),
            // Whoever has it keeps it; they must only be faster.
            ServiceSignalKind.Pressing => Raise(state, signal, state.Level, ServicePriority.Urgent, state.HeldBy, policy),
            ServiceSignalKind.Taken when signal.UserId is { } user && user != state.HeldBy =>
                Timed(state, Decision.Accept(new ServiceTaken(user, signal.Version, signal.At))),
            ServiceSignalKind.Released when state.HeldBy is not null => Timed(state, Decision.Accept(new ServiceReleased(signal.Version, signal.At))),
            ServiceSignalKind.PersonWrote => Answer(state, signal, policy),
            ServiceSignalKind.CustomerWrote when state.Resolution is { Since: null } clock => Timed(state, Decision.Accept(
                new ServiceResumed(new WorkingTime(state.Hours).After(signal.At, clock.Target - clock.Used), signal.Version, signal.At))),
            ServiceSignalKind.Ended => End(state, signal, policy),
            _ => Decision.Nothing,
        };
    }

    /// <summary>Whatever is due by now: warnings, breaches, the chain's next step.</summary>
    public static Decision Tick(ServiceLevelState state, ServiceLevelPolicy policy, DateTimeOffset now) =>
        state.Open ? Timed(state, Decision.Accept([.. Overdue(state, policy, now)])) : Decision.Nothing;

    /// <summary>Somebody has taken notice.</summary>
    public static Decision Acknowledge(ServiceLevelState state, string userId, DateTimeOffset now)
    {
        if (state.Case == 0) return Decision.Refuse(Refusal.NotFound);
        if (state.AlarmLevel is null || !state.Open) return Decision.Refuse(Refusal.WrongStatus, "no_alarm");
        if (state.AcknowledgedBy is not null) return Decision.Nothing;
        return Timed(state, Decision.Accept(new ServiceAcknowledged(userId, now)));
    }

    private static Decision Start(ServiceLevelState state, ServiceSignal signal, ServiceLevelPolicy policy)
    {
        var (level, priority) = (ServiceLadder.LevelOf(signal.Target, signal.Reason), ServiceLadder.PriorityOf(signal.Reason));
        var target = policy.TargetOf(level, priority);
        var time = new WorkingTime(policy.Hours);
        return Timed(state, Decision.Accept(new ServiceStarted(
            state.Case + 1, level, priority, signal.Reason, signal.Target, target.FirstResponseMinutes, target.ResolutionMinutes, policy.WarnPercent,
            policy.Hours, time.After(signal.At, TimeSpan.FromMinutes(target.FirstResponseMinutes)),
            time.After(signal.At, TimeSpan.FromMinutes(target.ResolutionMinutes)), signal.Version, signal.At)));
    }

    private static Decision Raise(
        ServiceLevelState state, ServiceSignal signal, int level, ServicePriority wanted, string? holder, ServiceLevelPolicy policy)
    {
        var priority = wanted > state.Priority ? wanted : state.Priority;
        if (level == state.Level && priority == state.Priority)
        {
            return state.HeldBy is null || state.HeldBy == holder
                ? Decision.Nothing
                : Timed(state, Decision.Accept(new ServiceReleased(signal.Version, signal.At)));
        }
        var target = policy.TargetOf(level, priority);
        var time = new WorkingTime(state.Hours);
        return Timed(state, Decision.Accept(
            [
                .. Overdue(state, policy, signal.At),
                new ServiceRaised(
                    level, priority, signal.Reason, signal.Target, target.FirstResponseMinutes, target.ResolutionMinutes,
                    time.After(signal.At, TimeSpan.FromMinutes(target.FirstResponseMinutes)),
                    time.After(signal.At, TimeSpan.FromMinutes(target.ResolutionMinutes)), signal.Version, signal.At),
                .. holder is null ? Array.Empty<IDomainEvent>() : [new ServiceTaken(holder, signal.Version, signal.At)],
            ]));
    }

    private static Decision Answer(ServiceLevelState state, ServiceSignal signal, ServiceLevelPolicy policy)
    {
        var events = Overdue(state, policy, signal.At);
        var after = events.Aggregate(state, (s, e) => s.Apply(e));
        var time = new WorkingTime(state.Hours);
        if (after.FirstResponse is { Since: { } since } first)
        {
            events.Add(new ServiceResponded(
                signal.UserId ?? "", Math.Max(0, (long)(signal.At - since).TotalSeconds), (long)time.Between(since, signal.At).TotalSeconds, !first.Breached,
                signal.Version, signal.At));
        }
        if (after.Resolution is { Since: not null } running) events.Add(new ServicePaused(UsedBy(running, time, signal.At), signal.Version, signal.At));
        return events.Count == 0 ? Decision.Nothing : Timed(state, Decision.Accept([.. events]));
    }

    private static Decision End(ServiceLevelState state, ServiceSignal signal, ServiceLevelPolicy policy)
    {
        var events = Overdue(state, policy, signal.At);
        // What ends tells nobody any more.
        events.RemoveAll(e => e is ServiceAlarmRaised or ServiceWarned);
        var after = events.Aggregate(state, (s, e) => s.Apply(e));
        var worked = after.Resolution is { } clock ? UsedBy(clock, new WorkingTime(state.Hours), signal.At) / 1000 : 0;
        events.Add(new ServiceEnded(signal.UserId ?? state.HeldBy, worked, !after.EverBreached, signal.Version, signal.At));
        return Decision.Accept([.. events]).DueClear(Timer);
    }

    /// <summary>What has become due by an instant and was not told yet.</summary>
    private static List<IDomainEvent> Overdue(ServiceLevelState state, ServiceLevelPolicy policy, DateTimeOffset now)
    {
        var events = new List<IDomainEvent>();
        var time = new WorkingTime(state.Hours);
        var current = state;

        void Emit(IDomainEvent e)
        {
            events.Add(e);
            current = current.Apply(e);
        }

        void Look(ServiceClock which, RunningClock? clock)
        {
            if (clock is not { Since: { } since, Breached: false }) return;
            var used = clock.Used + time.Between(since, now) + Grain;
            if (used >= clock.Target)
            {
                Emit(new ServiceBreached(which, now));
                if (current.AlarmLevel is null || current.AcknowledgedBy is not null) Alarm(current.Level);
            }
            else if (!clock.Warned && used >= clock.Target * state.WarnPercent / 100)
            {
                Emit(new ServiceWarned(which, time.After(since, clock.Target - clock.Used), now));
            }
        }

        void Alarm(int level)
        {
            var step = policy.Chain.Where(s => s.Level >= level).MinBy(s => s.Level);
            if (step is null) return;
            var last = policy.Chain.All(s => s.Level <= step.Level);
            Emit(new ServiceAlarmRaised(step.Level, step.Notify, last ? null : time.After(now, TimeSpan.FromMinutes(step.AcknowledgeMinutes)), now));
        }

        Look(ServiceClock.FirstResponse, state.FirstResponse);
        Look(ServiceClock.Resolution, state.Resolution);
        if (state.AcknowledgeBy is { } by && by <= now + Grain && state.AlarmLevel is { } told && current.AcknowledgeBy == by) Alarm(told + 1);
        return events;
    }

    /// <summary>The decision with its timer: the next warning, breach or end of the time to acknowledge.</summary>
    private static Decision Timed(ServiceLevelState state, Decision decision)
    {
        var after = state;
        foreach (var e in decision.Events) after = after.Apply(e);
        var time = new WorkingTime(after.Hours);
        DateTimeOffset? next = after.AcknowledgeBy;
        foreach (var clock in new[] { after.FirstResponse, after.Resolution })
        {
            if (clock is not { Since: { } since, Breached: false }) continue;
            var until = clock.Warned ? clock.Target : clock.Target * after.WarnPercent / 100;
            if (time.After(since, until - clock.Used) is { } at && (next is null || at < next)) next = at;
        }
        return next is { } due ? decision.DueAt(Timer, due) : decision.DueClear(Timer);
    }

    private static long UsedBy(RunningClock clock, WorkingTime time, DateTimeOffset at) =>
        clock.UsedMilliseconds + (clock.Since is { } since ? (long)time.Between(since, at).TotalMilliseconds : 0);
}
