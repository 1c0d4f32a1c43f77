using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads.Forms;

namespace SalesFlow.Grains.Leads.Forms;

/// <summary>What a form decides. Pure.</summary>
internal static class FormDecisions
{
    /// <summary>The timer under which submissions become leads.</summary>
    public const string DeliverTimer = "deliver";

    private const int MaxWaiting = 200, MaxWaitingCharacters = 60_000;

    public static Decision Create(FormState state, string key, FormSettings settings, DateTimeOffset now) =>
        state.Exists ? Decision.Nothing : Decision.Accept(new FormCreated(key, settings, now));

    public static Decision Change(FormState state, FormSettings settings, long version, long? expected, DateTimeOffset now) =>
        !state.IsOpen ? Decision.Refuse(Refusal.NotFound)
        : expected is { } seen && seen != version ? Decision.Refuse(Refusal.StaleVersion)
        : Decision.Accept(new FormChanged(settings, now));

    public static Decision Delete(FormState state, long version, long? expected, DateTimeOffset now) =>
        !state.IsOpen ? Decision.Refuse(Refusal.NotFound)
        : expected is { } seen && seen != version ? Decision.Refuse(Refusal.StaleVersion)
        : Decision.Accept(new FormDeleted(now));

    public static Decision Submit(FormState state, string submissionId, FormSubmission submission, DateTimeOffset now)
    {
        if (!state.IsOpen) return Decision.Refuse(Refusal.NotFound);
        if (!state.Settings!.IsActive) return Decision.Refuse(Refusal.WrongStatus, "inactive");
        if (state.Recent.Any(r => r.Digest == submission.Digest && now - r.At < FormState.RecentFor)) return Decision.Nothing;
        if (state.Waiting.Length >= MaxWaiting || state.Waiting.Sum(w => w.Size) >= MaxWaitingCharacters)
            return Decision.Refuse(Refusal.LimitReached, "submissions");
        return Decision.Accept(new FormSubmitted(submissionId, submission, now)).DueAt(DeliverTimer, now);
    }
}
