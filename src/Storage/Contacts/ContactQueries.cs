using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Feed;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Contacts;

/// <summary>Reads lists of contacts.</summary>
internal sealed class ContactQueries(ReadModelContexts contexts) : IContactLists
{
    private const string ConversationPrefix = "conversation/";
    private const int LongestChain = 5;

    public async Task<Page<ContactRowView>> Contacts(string tenant, ContactFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        var list = $"contacts/{filter.Sort}";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var search = Search.Of(db, "contact", filter.Search);
        return filter.Sort switch
        {
            RecordSort.Name => await Page(ByName, r => SortedName.At(r.SortName, r.Id)),
            RecordSort.Created => await Page(ByCreation, r => Paging.At(r.CreatedAt, r.Id)),
            _ => await Page(ByChange, r => Paging.At(r.UpdatedAt, r.Id)),
        };

        Task<Page<ContactRowView>> Page(Func<IQueryable<ContactRow>, Cursor?, IQueryable<ContactRow>> order, Func<ContactRow, Cursor> place)
        {
            var all = db.Set<ContactRow>().Where(r => r.MergedInto == null && !r.Deleted);
            var rows = new Narrowed<ContactRow>(all, order, place);
            if (filter.CompanyId is { } company) Equal(r => r.CompanyId == company);
            if (filter.OwnerId is { } owner) Equal(r => r.OwnerId == owner);
            if (filter.IsDecisionMaker is { } decides) rows.Where(r => r.IsDecisionMaker == decides);
            if (filter.Language is { } language) rows.Where(r => r.Language == language);
            if (filter.Consent is { } consent) rows.Where(r => r.WhatsAppConsent == consent);
            FieldFilter.Narrow(rows, db, "contact", filter.Tag, filter.Fields);
            return rows.Page(search, from, limit, list, View, ct);

            void Equal(Expression<Func<ContactRow, bool>> condition)
            {
                if (filter.Sort is not (RecordSort.Name or RecordSort.Created)) rows.Along(condition);
                else rows.Where(condition, ByChange(all.Where(condition), null).Select(r => r.Id));
            }
        }
    }

    private static IQueryable<ContactRow> ByName(IQueryable<ContactRow> rows, Cursor? from)
    {
        if (from is { } n && SortedName.Split(n) is var (name, id))
            rows = rows.Where(r => Keyset.Above(r.SortName, r.Id, name, id));
        return rows.OrderBy(r => r.SortName).ThenBy(r => r.Id);
    }

    private static IQueryable<ContactRow> ByCreation(IQueryable<ContactRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
    }

    private static IQueryable<ContactRow> ByChange(IQueryable<ContactRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
    }

    public async Task<Page<ConsentRowView>> Consents(string tenant, string contactId, string? cursor, int limit, CancellationToken ct)
    {
        var list = "consents/" + contactId;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var ids = await WithMerged(db, contactId, ct);
        var rows = db.Set<ConsentRow>().Where(r => ids.Contains(r.ContactId));
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.At, r.Entry, at, c.Id));
        }
        var ordered = rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Entry);
        return await ordered.Paged(limit, list, r => Paging.At(r.At, r.Entry), r => new ConsentRowView(
            $"{r.ContactId}:{r.Entry}", r.ContactId, r.Channel, r.Status, r.Source, r.ProofMessageId, r.Address, r.By, r.At), ct);
    }

    public async Task<Page<ContactMessage>> Messages(string tenant, string contactId, string? cursor, int limit, CancellationToken ct)
    {
        var list = "contact-messages/" + contactId;
        var from = Cursor.Decode(list, cursor);
        var size = Math.Clamp(limit, 1, Paging.MaxPage);
        await using var db = contexts.Open(tenant);
        var ids = await WithMerged(db, contactId, ct);
        var links = await db.Set<ContactLinkRow>().Where(r => ids.Contains(r.ContactId) && r.Linked.StartsWith(ConversationPrefix))
            .Select(r => r.Linked).ToListAsync(ct);

        // A person has a handful of conversations: each gives its newest, and the newest of all are shown.
        var newest = new List<MessageRow>();
        foreach (var conversation in links.Select(l => l[ConversationPrefix.Length..]))
        {
            var rows = db.Set<MessageRow>().Where(r => r.ConversationId == conversation);
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.At, r.Id, at, c.Id));
            }
            newest.AddRange(await rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Take(size + 1).ToListAsync(ct));
        }
        var ordered = newest.OrderByDescending(r => r.At).ThenByDescending(r => r.Id, StringComparer.Ordinal).ToList();
        var page = ordered.Take(size).ToList();
        return new Page<ContactMessage>(
            page.ConvertAll(r => new ContactMessage(r.ConversationId, Conversations.ConversationLists.View(r))),
            ordered.Count > size ? Paging.At(page[^1].At, page[^1].Id).Encode(list) : null);
    }

    /// <summary>A contact with all that were merged into it, and into those.</summary>
    public static async Task<List<string>> WithMerged(ReadModelContext db, string contactId, CancellationToken ct)
    {
        var all = new List<string> { contactId };
        var last = all;
        for (var depth = 0; depth < LongestChain && last.Count > 0; depth++)
        {
            var above = last;
            var below = await db.Set<ContactRow>().Where(r => r.MergedInto != null && above.Contains(r.MergedInto)).Select(r => r.Id).ToListAsync(ct);
            last = [.. below.Except(all, StringComparer.Ordinal)];
            all = [.. all, .. last];
        }
        return all;
    }

    private static ContactRowView View(ContactRow r) => new(r.Id, r.Name, r.Phone, r.Bsuid, r.Language, r.WhatsAppConsent, r.UpdatedAt, r.Version)
    {
        FullName = r.FullName, JobTitle = r.JobTitle, Email = r.Email, Whatsapp = r.Whatsapp, CompanyId = r.CompanyId, OwnerId = r.OwnerId,
        IsDecisionMaker = r.IsDecisionMaker, PreferredChannel = r.PreferredChannel ?? "whatsapp", Tags = FieldValues.OfLines(r.Tags), CreatedAt = r.CreatedAt,
    };
}
