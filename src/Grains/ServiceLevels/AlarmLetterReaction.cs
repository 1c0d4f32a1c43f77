using System.Collections.Frozen;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.ServiceLevels;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>Writes a letter to each person whom an alarm, or the next step of its chain, is to tell; one a person and alarm. Without mail the alert is all.</summary>
internal sealed class AlarmLetterReaction(IGrainFactory grains, IMailChannel mail, IUserDirectory directory, TimeProvider clock) : IReaction
{
    // An alarm from a log that is read anew is nobody's news.
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    public string Name => "alarm-letter";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "service-level.alarm_raised");

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (!mail.IsConfigured || e.Event is not ServiceAlarmRaised alarm || clock.GetUtcNow() - e.At > News) return;
        foreach (var user in Told(alarm, await directory.All(e.Tenant, ct)))
        {
            await grains.GetGrain<ILetterGrain>(TenantKey.Format(e.Tenant, Id.Named("alarm", e.CommandId, user.UserId)))
                .Post(e.CommandId, new Letter(LetterKind.Alarm, "", user.UserId, e.EntityId));
        }
    }

    /// <summary>The active users whom an alarm names, by themselves or by their role, each once.</summary>
    public static IEnumerable<UserView> Told(ServiceAlarmRaised alarm, IReadOnlyList<UserView> users) =>
        users.Where(u => u.IsActive && (alarm.Notify.Contains("user:" + u.UserId) || alarm.Notify.Contains("role:" + u.Role.Word())));
}
