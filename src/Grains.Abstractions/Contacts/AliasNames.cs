using SalesFlow.Common;

namespace SalesFlow.Contacts;

/// <summary>
/// Ids of <see cref="IContactAliasGrain"/> within a tenant. Keys of grains come into logs, so a phone stands there as its hash; so does a
/// user id too long or too odd for a key.
/// </summary>
public static class AliasNames
{
    private const int LongestPlain = 100;

    /// <summary>The alias of a phone in E.164, with or without its plus sign: <c>phone:#</c> and a hash.</summary>
    public static string OfPhone(string e164) => "phone:#" + Id.Named("phone", e164.TrimStart('+'));

    /// <summary>The alias of an e-mail address in any case: <c>email:#</c> and a hash.</summary>
    public static string OfEmail(string email) => "email:#" + Id.Named("email", email.ToLowerInvariant());

    /// <summary>The alias of a business-scoped user id, case kept: <c>bsuid:SA.…</c>, or <c>bsuid:#</c> and a hash.</summary>
    public static string OfBsuid(string bsuid) =>
        bsuid.Length <= LongestPlain && bsuid.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? "bsuid:" + bsuid
            : "bsuid:#" + Id.Named("bsuid", bsuid);

    /// <summary>The id under which <see cref="Tenancy.INumberOwnerGrain"/> knows whose a WhatsApp business account is, beside its numbers.</summary>
    public static string OfBusinessAccount(string businessAccountId) => "waba:" + businessAccountId;
}
