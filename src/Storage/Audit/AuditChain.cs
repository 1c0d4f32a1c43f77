using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Audit;

/// <summary>How entries hang together.</summary>
internal static class AuditChain
{
    /// <summary>The entry with its place after a head, linked, hashed and sealed; and the head after it.</summary>
    public static (AuditRow Row, AuditHeadRow Head) Append(AuditHeadRow? head, AuditRow entry, AuditSeals seals)
    {
        var row = entry with { Seq = (head?.Seq ?? 0) + 1, PreviousHash = head?.Hash ?? "" };
        var hash = HashOf(row);
        row = row with { Hash = hash, Seal = seals.OfEntry(row.Tenant, row.Seq, hash) };
        return (row, new AuditHeadRow
        {
            Tenant = row.Tenant, Id = AuditHeadRow.Log, Seq = row.Seq, Hash = hash, Seal = seals.OfHead(row.Tenant, row.Seq, hash),
        });
    }

    /// <summary>The hash of an entry: every field with its length, so that no text can pass from one into the next.</summary>
    public static string HashOf(AuditRow row)
    {
        var text = new StringBuilder(512).Append("salesflow-audit/1\n");
        Add(row.Tenant);
        Add(row.Seq.ToString(CultureInfo.InvariantCulture));
        Add(SqliteTime.ToMicroseconds(row.At).ToString(CultureInfo.InvariantCulture));
        Add(row.Actor);
        Add(row.ActorId);
        Add(row.Address);
        Add(row.Action);
        Add(row.EntityType);
        Add(row.EntityId);
        Add(row.Event);
        Add(row.Changes);
        Add(row.PreviousHash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(string? field)
        {
            if (field is null) text.Append("-\n");
            else text.Append(CultureInfo.InvariantCulture, $"{field.Length}:").Append(field).Append('\n');
        }
    }
}
