using SalesFlow.Common;
using SalesFlow.Leads;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads;

/// <summary>What a lead's row is: the fold of its events.</summary>
internal static class LeadFold
{
    /// <summary>The row after an event of its lead; null where there is still none.</summary>
    public static LeadRow? Apply(LeadRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, LeadCreated c) => (row ?? new LeadRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                Name = c.Name,
                Phone = c.Phone,
                Source = c.Source,
                ContactId = c.ContactId,
                ConversationId = c.ConversationId,
                Language = c.Language,
                Referral = c.Referral,
                CreatedAt = c.At.Micro(),
                Notes = c.Notes,
                Tags = Joined(c.Tags),
            },
            (null, _) => null,
            (_, LeadFactsLearnt l) => Learn(row, l.Facts),
            (_, LeadScored s) => row with { Score = s.Score, Temperature = s.Temperature },
            (_, LeadStatusChanged s) => row with
            {
                Status = s.To,
                StatusReason = s.Reason,
                QualifiedAt = s.To == LeadStatus.Qualified ? row.QualifiedAt ?? s.At.Micro() : row.QualifiedAt,
                ConvertedAt = s.To == LeadStatus.Converted ? s.At.Micro() : row.ConvertedAt,
            },
            (_, LeadEdited d) => Learn(row, d.Facts ?? NoFacts) with
            {
                Name = Told(d.Name, row.Name),
                Phone = Told(d.Phone, row.Phone),
                Source = d.Source ?? row.Source,
                Notes = Told(d.Notes, row.Notes),
                Tags = d.Tags is null ? row.Tags : Joined(d.Tags),
            },
            (_, LeadAssigned a) => row with { AssignedTo = a.UserId, AssignmentReason = a.Reason, AssignedAt = a.At.Micro() },
            (_, LeadLeftUnassigned u) => row with { AssignmentReason = u.Reason },
            (_, LeadContactLinked c) => row with { ContactId = c.ContactId },
            (_, LeadDeleted d) => row with { DeletedAt = d.At.Micro() },
            (_, LeadRestored) => row with { DeletedAt = null },
            (_, LeadMergedInto m) => row with { MergedInto = m.SurvivorId },
            (_, LeadStoodAlone) => row with { MergedInto = null },
            (_, LeadAbsorbed a) => Absorb(row, a.Merge),
            (_, LeadSeparated d) => Separate(row, d),
            (_, LeadDealEarned d) => row with { DealId = d.DealId },
            (_, LeadFollowUpChanged f) => row with { FollowUp = f.Phase, FollowUpsSent = f.Sent, NextFollowUpAt = f.NextAt?.Micro() },
            _ => row,
        };
        return next is null ? null : Keyed(row, next) with
        {
            Hidden = next is not { DeletedAt: null, MergedInto: null },
            UpdatedAt = Instants.Later(h.At, next.UpdatedAt),
            Version = h.Version,
        };
    }

    /// <summary>What a change of a lead's row changes in the counters.</summary>
    public static IEnumerable<LeadTotalRow> Differences(LeadRow? before, LeadRow? after)
    {
        if ((before?.Status, before?.Hidden, before?.AssignedTo) == (after?.Status, after?.Hidden, after?.AssignedTo)) yield break;
        foreach (var total in Counted(before)) yield return total with { Count = -1 };
        foreach (var total in Counted(after)) yield return total;
    }

    private static IEnumerable<LeadTotalRow> Counted(LeadRow? row)
    {
        if (row is not { Hidden: false }) yield break;
        yield return new LeadTotalRow { Tenant = row.Tenant, Kind = LeadTotalRow.OfStatus, Value = Word(row.Status), Count = 1 };
        if (row.Status is LeadStatus.New or LeadStatus.Contacted or LeadStatus.Qualified)
            yield return new LeadTotalRow { Tenant = row.Tenant, Kind = LeadTotalRow.OfOwner, Value = row.AssignedTo ?? "", Count = 1 };
    }

    /// <summary>A status's word.</summary>
    public static string Word(LeadStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>Tags between strokes, or null.</summary>
    public static string? Joined(IReadOnlyCollection<string>? tags) => tags is { Count: > 0 } ? $"|{string.Join('|', tags)}|" : null;

    /// <summary>Tags apart.</summary>
    public static string[] Apart(string? tags) => tags is null ? [] : tags.Split('|', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The entries of a lead's tags after a change of its row: those that it has, and those that it has lost.</summary>
    public static IEnumerable<LeadTagRow> Tags(LeadRow? before, LeadRow after)
    {
        var now = Apart(after.Tags);
        foreach (var tag in now.Concat(Apart(before?.Tags)).Distinct(StringComparer.Ordinal))
        {
            var removed = after.Hidden || !now.Contains(tag, StringComparer.Ordinal);
            yield return new LeadTagRow { Tenant = after.Tenant, LeadId = after.Id, Tag = tag, Removed = removed, UpdatedAt = after.UpdatedAt };
        }
    }

    /// <summary>The reasons that an event added.</summary>
    public static IEnumerable<ScoreReasonRow> Reasons(IDomainEvent e, EventHeader h)
    {
        if (e is not LeadScored scored) yield break;
        for (var i = 0; i < scored.Added.Count && i < 256; i++)
        {
            var reason = scored.Added[i];
            yield return new ScoreReasonRow
            {
                Tenant = h.Tenant, LeadId = h.EntityId, Place = (h.Version * 256) + i, Factor = reason.Factor, Signal = reason.Signal,
                Points = reason.Points, MessageId = reason.MessageId, At = scored.At.Micro(),
            };
        }
    }

    /// <summary>The words under which a lead is found.</summary>
    public static string SearchText(LeadRow row) => SearchTerms.Index(row.Name, row.CompanyName, row.Phone, row.Email);

    private static readonly Dictionary<string, string> NoFacts = [];

    private static LeadRow Learn(LeadRow row, IReadOnlyDictionary<string, string> facts) => facts.Count == 0 ? row : row with
    {
        CompanyName = Told(facts.GetValueOrDefault(LeadFacts.CompanyName), row.CompanyName),
        Sector = Told(facts.GetValueOrDefault(LeadFacts.Sector), row.Sector),
        City = Told(facts.GetValueOrDefault(LeadFacts.City), row.City),
        Email = Told(facts.GetValueOrDefault(LeadFacts.Email)?.ToLowerInvariant(), row.Email),
    };

    /// <summary>What is told, where anything is; an empty text takes it away.</summary>
    private static string? Told(string? told, string? known) => told is null ? known : told.Length == 0 ? null : told;

    private static LeadRow Absorb(LeadRow row, LeadMerge merge)
    {
        var filled = merge.Filled;
        return Learn(row, filled.Where(f => f.Key.StartsWith(Fact, StringComparison.Ordinal)).ToDictionary(f => f.Key[Fact.Length..], f => f.Value)) with
        {
            Name = Filled("name", row.Name),
            Phone = Filled("phone", row.Phone),
            Notes = Filled("notes", row.Notes),
            ContactId = Filled("contact", row.ContactId),
            ConversationId = Filled("conversation", row.ConversationId),
            DealId = Filled("deal", row.DealId),
            AssignedTo = Filled("owner", row.AssignedTo),
            Tags = Joined([.. Apart(row.Tags), .. merge.Tags]),
            Status = merge.Carried?.To ?? row.Status,
            StatusReason = merge.Carried is null ? row.StatusReason : null,
            QualifiedAt = merge.Carried?.QualifiedAt?.Micro() ?? row.QualifiedAt,
            ConvertedAt = merge.Carried?.ConvertedAt?.Micro() ?? row.ConvertedAt,
        };

        string? Filled(string field, string? known) => filled.TryGetValue(field, out var value) ? value : known;
    }

    private static LeadRow Separate(LeadRow row, LeadSeparated undone)
    {
        var gone = undone.Fields.ToHashSet(StringComparer.Ordinal);
        return Learn(row, gone.Where(f => f.StartsWith(Fact, StringComparison.Ordinal)).ToDictionary(f => f[Fact.Length..], _ => "")) with
        {
            Name = Left("name", row.Name),
            Phone = Left("phone", row.Phone),
            Notes = Left("notes", row.Notes),
            ContactId = Left("contact", row.ContactId),
            ConversationId = Left("conversation", row.ConversationId),
            DealId = Left("deal", row.DealId),
            AssignedTo = Left("owner", row.AssignedTo),
            Tags = Joined([.. Apart(row.Tags).Except(undone.Tags, StringComparer.Ordinal)]),
            Status = undone.Returned?.From ?? row.Status,
            QualifiedAt = undone.Returned?.QualifiedAt is { } qualified && qualified.Micro() == row.QualifiedAt ? null : row.QualifiedAt,
            ConvertedAt = undone.Returned?.ConvertedAt is { } won && won.Micro() == row.ConvertedAt ? null : row.ConvertedAt,
        };

        string? Left(string field, string? known) => gone.Contains(field) ? null : known;
    }

    private const string Fact = "fact:";

    /// <summary>The row with the normal forms of what changed in it.</summary>
    private static LeadRow Keyed(LeadRow? before, LeadRow row)
    {
        if (before is null || before.Name != row.Name) row = row with { NameKey = LeadKeys.OfName(row.Name) };
        if (before is null || before.Sector != row.Sector) row = row with { SectorKey = LeadKeys.Of(row.Sector) };
        if (before is null || before.City != row.City) row = row with { CityKey = LeadKeys.Of(row.City) };
        return before is null || before.CompanyName != row.CompanyName ? row with { CompanyKey = LeadKeys.OfCompany(row.CompanyName) } : row;
    }
}
