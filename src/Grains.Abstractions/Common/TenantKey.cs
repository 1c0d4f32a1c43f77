namespace SalesFlow.Common;

/// <summary>
/// The one form of every grain key: <c>tenant/id</c>. The slash is always there (a bare hexadecimal key would be normalised by
/// relational storage), a plus sign never is (it splits a key extension).
/// </summary>
/// <param name="Tenant">The owning tenant's id, or <see cref="Platform"/> for things that belong to no tenant.</param>
/// <param name="Id">The id within the tenant. Opaque; at most 128 characters; it may itself contain a slash.</param>
public readonly record struct TenantKey(string Tenant, string Id)
{
    /// <summary>The tenant part of keys that belong to the platform itself (directories, projectors).</summary>
    public const string Platform = "platform";

    /// <summary>The longest key that any store of ours accepts, in characters.</summary>
    public const int MaxLength = 150;

    /// <summary>Builds the key's text.</summary>
    /// <exception cref="ArgumentException">A part is empty, holds <c>+</c>, the tenant holds <c>/</c>, or the whole is longer than <see cref="MaxLength"/>.</exception>
    public static string Format(string tenant, string id)
    {
        if (string.IsNullOrEmpty(tenant) || tenant.Contains('/') || tenant.Contains('+'))
            throw new ArgumentException("A tenant id is not empty and holds neither '/' nor '+'.", nameof(tenant));
        if (string.IsNullOrEmpty(id) || id.Contains('+'))
            throw new ArgumentException("An id is not empty and holds no '+'.", nameof(id));
        if (tenant.Length + id.Length + 1 > MaxLength)
            throw new ArgumentException($"A key is at most {MaxLength} characters.", nameof(id));
        return string.Concat(tenant, "/", id);
    }

    /// <summary>Whether some words can be an id within a tenant at all; of what cannot be there is nothing to ask.</summary>
    public static bool FitsId(string id) => id is { Length: > 0 and <= 100 } && !id.Contains('+', StringComparison.Ordinal);

    /// <summary>Reads a key's text.</summary>
    /// <exception cref="FormatException">The text is not <c>tenant/id</c>.</exception>
    public static TenantKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < key.Length - 1
            ? new TenantKey(key[..slash], key[(slash + 1)..])
            : throw new FormatException("A grain key has the form tenant/id.");
    }

    /// <inheritdoc/>
    public override string ToString() => Format(Tenant, Id);
}
