namespace SalesFlow.Leads.Transfer;

/// <summary>Why a row of an import was not taken, as error files keep it; each one has a text in every language.</summary>
public static class ImportReasons
{
    /// <summary>No phone number.</summary>
    public const string InvalidPhone = "invalid_phone";

    /// <summary>No e-mail address.</summary>
    public const string InvalidEmail = "invalid_email";

    /// <summary>A value that may not run over lines does.</summary>
    public const string SeveralLines = "several_lines";

    /// <summary>No source of leads.</summary>
    public const string UnknownSource = "unknown_source";

    /// <summary>Neither Arabic nor English.</summary>
    public const string UnknownLanguage = "unknown_language";

    /// <summary>Nobody active is called so, or two are.</summary>
    public const string UnknownUser = "unknown_user";

    /// <summary>No number within the limits.</summary>
    public const string InvalidNumber = "invalid_number";

    /// <summary>Longer than the field may be.</summary>
    public const string TooLong = "too_long";

    /// <summary>More values than the field may have.</summary>
    public const string TooMany = "too_many";

    /// <summary>No name, phone or e-mail.</summary>
    public const string NothingToReach = "nothing_to_reach";

    /// <summary>More columns than the header.</summary>
    public const string TooManyColumns = "too_many_columns";

    /// <summary>A lead that is there has the phone or the e-mail.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>An earlier row has the phone or the e-mail.</summary>
    public const string DuplicateInFile = "duplicate_in_file";

    /// <summary>The lead's rules refused it.</summary>
    public const string Refused = "refused";
}
