using SalesFlow.Common;

namespace SalesFlow.Leads;

/// <summary>
/// One phone or e-mail of a lead. Key: <c>tenant/phone:#…</c> or <c>tenant/email:#…</c> (hashes: keys come into logs). Says whose it is; the first
/// lead to claim it wins. A claim whose lead never came to be, or gave the name up without saying so, falls after a minute.
/// </summary>
[Alias("lead-alias")]
public interface ILeadAliasGrain : ITenantScoped
{
    /// <summary>Claims the name for a lead unless it is taken; answers whose it is now.</summary>
    [Alias("Claim")]
    Task<string> Claim(string leadId);

    /// <summary>Gives the name up, where it is this lead's.</summary>
    [Alias("Release")]
    Task<Outcome> Release(string leadId);

    /// <summary>Gives the name from one lead to another: part of a merge or of its undoing. Where it is neither's, nothing happens.</summary>
    [Alias("Move")]
    Task<Outcome> Move(string fromLeadId, string toLeadId);

    /// <summary>Whose it is, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<string?> Get();
}

/// <summary>Ids of <see cref="ILeadAliasGrain"/> within a tenant.</summary>
public static class LeadNames
{
    /// <summary>The name of a phone in E.164.</summary>
    public static string OfPhone(string e164) => "phone:#" + Id.Named("lead-phone", e164.TrimStart('+'));

    /// <summary>The name of an e-mail address; upper and lower case are one.</summary>
    public static string OfEmail(string email) => "email:#" + Id.Named("lead-email", email.Trim().ToLowerInvariant());

    /// <summary>The names of a phone and an e-mail.</summary>
    public static IReadOnlyList<string> Of(string? phone, string? email)
    {
        var names = new List<string>(2);
        if (!string.IsNullOrEmpty(phone)) names.Add(OfPhone(phone));
        if (!string.IsNullOrWhiteSpace(email)) names.Add(OfEmail(email));
        return names;
    }
}

/// <summary>A name was claimed for a lead, or moved to another.</summary>
[EventName("lead-alias.claimed")]
public sealed record LeadAliasClaimed(string LeadId, DateTimeOffset At) : IDomainEvent;

/// <summary>A name is nobody's any more.</summary>
[EventName("lead-alias.released")]
public sealed record LeadAliasReleased(string LeadId) : IDomainEvent;
