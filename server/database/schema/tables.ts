import type { AccessTables } from '../../access/tables.ts'
import type { AccountingTables } from '../../accounting/tables.ts'
import type { AnalyticsTables } from '../../analytics/tables.ts'
import type { CertificatesTables } from '../../certificates/tables.ts'
import type { CityKeyTables } from '../../city-key/tables.ts'
import type { DirectoryTables } from '../../directory/tables.ts'
import type { HealthTables } from '../../health/tables.ts'
import type { ImportTables } from '../../import/tables.ts'
import type { IncidentsTables } from '../../incidents/tables.ts'
import type { NetworkTables } from '../../network/tables.ts'
import type { NoticesTables } from '../../notices/tables.ts'
import type { OpenDataTables } from '../../open-data/tables.ts'
import type { PlanningTables } from '../../planning/tables.ts'
import type { PrivacyTables } from '../../privacy/tables.ts'
import type { SessionsTables } from '../../sessions/tables.ts'
import type { TracesTables } from '../../traces/tables.ts'
import type { VouchersTables } from '../../vouchers/tables.ts'

/** Row types of every table, as the rooms declare theirs; their `schema.sql` has the comments. */
export interface Tables
  extends DirectoryTables,
    CityKeyTables,
    NetworkTables,
    ImportTables,
    NoticesTables,
    AccessTables,
    VouchersTables,
    SessionsTables,
    TracesTables,
    AccountingTables,
    AnalyticsTables,
    PrivacyTables,
    HealthTables,
    PlanningTables,
    OpenDataTables,
    IncidentsTables,
    CertificatesTables {}
